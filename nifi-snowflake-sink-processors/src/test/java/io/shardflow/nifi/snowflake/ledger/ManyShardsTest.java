/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More shards in one FlowFile than may share a transaction, with names as long as Kinesis lets them be. */
class ManyShardsTest {

    /** What Snowflake asks for, in bytes. */
    private static final int LONGEST_STATEMENT = 1_000_000;

    private static final int SHARDS = TransactionPlanner.MOST_SHARDS + 30;

    @AutoClose
    private static SqlWarehouse warehouse;

    private final List<String> statements = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    private SqlStory story(final String table) {
        final SqlStory story = new SqlStory(warehouse, table, Optional.empty());
        story.through((sql, execution) -> {
            statements.add(sql);
            return execution.run(sql);
        });
        return story;
    }

    private static List<ModelRecord> records(final int number) {
        return records(number, SHARDS);
    }

    /** One record of each shard. */
    private static List<ModelRecord> records(final int number, final int shards) {
        return IntStream.range(0, shards)
                .mapToObj(i -> new ModelRecord(
                        new StreamShard("s".repeat(128), "x".repeat(120) + "%08d".formatted(i)),
                        new Position("4".repeat(53) + "%03d".formatted(number), 0)))
                .toList();
    }

    private static LoadOutcome.Loaded load(
            final SqlStory story, final LedgerLoader writer, final List<ModelRecord> records) throws Exception {
        final LoadOutcome outcome = writer.load(Batch.of(List.of(story.delivery(records))));
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return (LoadOutcome.Loaded) outcome;
    }

    private static void assertLandedOnce(final SqlStory story, final List<ModelRecord> records) {
        assertThat(story.positions())
                .containsExactlyInAnyOrderElementsOf(
                        records.stream().map(SqlStory::position).toList());
    }

    private long sets() {
        return statements.stream()
                .filter(sql -> sql.startsWith("UPDATE") && sql.contains("\"COMMITTED_AT\" = "))
                .count();
    }

    @Test
    void landOnceInTwoTransactions() throws Exception {
        final SqlStory story = story("ONCE");
        final LedgerLoader writer = story.writer();
        final List<ModelRecord> records = records(7);
        assertThat(load(story, writer, records).inserted()).isEqualTo(SHARDS);
        assertThat(sets()).isEqualTo(2);
        assertLandedOnce(story, records);
        assertThat(load(story, writer, records).recognised()).isEqualTo(SHARDS);
        assertLandedOnce(story, records);
        assertThat(statements).allMatch(sql -> sql.length() < LONGEST_STATEMENT);
    }

    @Test
    void landInOneTransactionOfAnAtLeastOnceWriter() throws Exception {
        final SqlStory story = story("OFTEN");
        final LedgerLoader careful = story.writer();
        load(story, careful, records(7));
        statements.clear();
        final List<ModelRecord> records = records(8);
        final LoadOutcome.Loaded loaded = load(story, story.writer(DeliveryGuarantee.AT_LEAST_ONCE), records);
        assertThat(loaded.inserted()).isEqualTo(SHARDS);
        assertThat(loaded.attempts()).isEqualTo(1);
        assertThat(sets()).isEqualTo(2);
        // All shards have been set: none goes fast.
        assertThat(load(story, careful, records).recognised()).isEqualTo(SHARDS);
        assertThat(statements).allMatch(sql -> sql.length() < LONGEST_STATEMENT);
    }

    @Test
    void rowsOfAllAreMadeBeforeAnAtLeastOnceWriterCopiesAgain() throws Exception {
        final SqlStory story = story("FIRST");
        final List<ModelRecord> records = records(7, 2 * TransactionPlanner.MOST_SHARDS + 30);
        final LoadOutcome.Loaded loaded = load(story, story.writer(DeliveryGuarantee.AT_LEAST_ONCE), records);
        assertThat(loaded.inserted()).isEqualTo(records.size());
        assertThat(loaded.attempts()).isEqualTo(2);
        assertThat(statements.stream().filter(sql -> sql.startsWith("COPY"))).hasSize(2);
        assertLandedOnce(story, records);
        assertThat(warehouse.query("SELECT COUNT(*) FROM FIRST_SHARDFLOW_LEDGER"))
                .containsExactly(String.valueOf(records.size()));
        assertThat(statements).allMatch(sql -> sql.length() < LONGEST_STATEMENT);
    }
}
