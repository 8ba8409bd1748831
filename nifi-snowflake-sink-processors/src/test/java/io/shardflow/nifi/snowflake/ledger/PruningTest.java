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
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.LoadOutcome.Loaded;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many rows of the target are read to load one FlowFile, in micro-partitions of ten rows, when rows by the hundred arrived
 * before: one row a minute, of two shards in turn.
 */
class PruningTest {

    private static final int PARTITION = 10;
    private static final long MINUTE = 60_000;

    /** What one search may read: an hour of rows before the batch, the rest of their partitions, and what was loaded since. */
    private static final long FEW = 90;

    private static final StreamShard OTHER = new StreamShard("orders", "shardId-000000000002");

    private static SqlWarehouse warehouse;

    private final SqlStory story = new SqlStory(warehouse, "P" + System.identityHashCode(this), Optional.empty());

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    @AfterAll
    static void stop() {
        warehouse.control("{\"partitionRows\":0}");
        warehouse.close();
    }

    /** Rows 1 to n, the last of which arrived a minute before the records that are loaded. */
    private void fill(final int rows) {
        warehouse.execute("INSERT INTO " + story.table + " (KINESISMETADATA) "
                + IntStream.rangeClosed(1, rows)
                        .mapToObj(number -> SqlWarehouse.insert(
                                        story.table,
                                        new ModelRecord(
                                                number % 2 == 0 ? SqlStory.SHARD : OTHER,
                                                new Position(String.valueOf(1000 + number), 0)),
                                        String.valueOf(SqlWarehouse.ARRIVAL - MINUTE * (rows + 1 - number)))
                                .replaceFirst("^INSERT INTO \\S+ \\(\\S+\\) ", ""))
                        .collect(Collectors.joining(" UNION ALL ")));
    }

    private void count() {
        warehouse.control("{\"partitionRows\":" + PARTITION + "}");
    }

    private long read() {
        final String state = warehouse.control("{}");
        final String mark = "\"" + story.table + "\":";
        final String counts = state.substring(state.indexOf("\"rowsRead\""));
        if (!counts.contains(mark)) {
            return 0;
        }
        return Long.parseLong(
                counts.substring(counts.indexOf(mark) + mark.length()).split("[,}]")[0]);
    }

    private static void assertLoaded(final LoadOutcome outcome, final long inserted, final long recognised) {
        assertThat(outcome).isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(
                        List.of(loaded.inserted(), loaded.recognised()))
                .containsExactly(inserted, recognised));
    }

    /** Rows that are read when the shard's ledger row is missing, and after a restart. */
    private List<Long> readAt(final int rows) throws WarehouseException {
        fill(rows);
        count();
        assertLoaded(story.load(story.writer(), "5000"), 1, 0);
        final long first = read();
        count();
        assertLoaded(story.load(story.writer(), "5001"), 1, 0);
        return List.of(first, read());
    }

    @Test
    void aLookReadsNoMoreOfALargerTable() throws WarehouseException {
        final List<Long> small = readAt(250);
        warehouse.execute(
                "DROP TABLE " + story.table + "_SHARDFLOW_GUARD",
                "DROP TABLE " + story.table + "_SHARDFLOW_LEDGER",
                "DELETE FROM " + story.table);
        assertThat(readAt(600)).isEqualTo(small);
        // The first has looked twice for the rows, once for the highest, and once as it inserted.
        assertThat(small.getFirst()).isLessThanOrEqualTo(4 * FEW);
        assertThat(small.getLast()).isLessThanOrEqualTo(2 * FEW);
    }

    /** Of the ledger's shards only those are searched above which records are to be loaded, and only from their arrival on. */
    @Test
    void aFirstLookAfterARestartReadsNoMoreThanALookAtEachRecord() throws WarehouseException {
        fill(600);
        assertLoaded(story.load(story.writer(), "5000"), 1, 0);
        final LedgerLoader restarted = story.writer();
        count();
        assertThat(story.lookAhead(restarted, "5001")).isTrue();
        assertThat(read()).isLessThanOrEqualTo(FEW);
        count();
        assertLoaded(story.load(restarted, "5001"), 1, 0);
        assertThat(read()).isZero();
    }

    @Test
    void aFirstLookAtWhatIsReadAgainReadsNothing() throws WarehouseException {
        fill(600);
        assertLoaded(story.load(story.writer(), "5000"), 1, 0);
        final LedgerLoader restarted = story.writer();
        count();
        assertThat(story.lookAhead(restarted, "1002", "5001")).isFalse();
        assertThat(read()).isZero();
    }

    @Test
    void aShardThatLagsDoesNotMakeTheOthersReadWhatLiesBetween() throws WarehouseException, InterruptedException {
        fill(600);
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "5000"), 1, 0);
        assertLoaded(
                writer.load(
                        Batch.of(List.of(story.delivery(List.of(new ModelRecord(OTHER, new Position("5000", 0))))))),
                1,
                0);
        final LedgerLoader restarted = story.writer();
        final Delivery<List<ModelRecord>> now = story.delivery(List.of(SqlStory.record("5001")));
        story.arriving(SqlWarehouse.ARRIVAL - 400 * MINUTE);
        final Delivery<List<ModelRecord>> lagging =
                story.delivery(List.of(new ModelRecord(OTHER, new Position("1201", 0))));
        count();
        assertLoaded(restarted.load(Batch.of(List.of(now, lagging))), 1, 1);
        assertThat(read()).isLessThanOrEqualTo(5 * FEW);
    }

    @Test
    void aRivalCostsALookAndNoSearchForTheHighest() throws WarehouseException {
        fill(600);
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        assertLoaded(story.load(overtaken, "5000"), 1, 0);
        assertLoaded(story.load(rival, "5001"), 1, 0);
        count();
        assertLoaded(story.load(overtaken, "5002"), 1, 0);
        assertThat(read()).isLessThanOrEqualTo(2 * FEW);
    }

    @Test
    void aLostCommitCostsALookAndNoSearchForTheHighest() throws WarehouseException {
        fill(600);
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "5000"), 1, 0);
        final AtomicInteger times = new AtomicInteger(1);
        story.through((sql, execution) -> {
            final Object result = execution.run(sql);
            if (sql.equals("COMMIT") && times.getAndDecrement() == 1) {
                throw new SqlConnections.Lost();
            }
            return result;
        });
        count();
        assertLoaded(story.load(writer, "5001"), 0, 1);
        assertThat(read()).isLessThanOrEqualTo(FEW);
    }

    /** The look is an INSERT there, and the transaction goes on after the statement that failed. */
    @Test
    void anArrivalThatIsNoNumberIsFoundUnderTheLock() throws WarehouseException {
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        assertLoaded(story.load(overtaken, "7"), 1, 0);
        final AtomicInteger number = new AtomicInteger(10);
        story.through((sql, execution) -> {
            if (sql.contains("SET \"LOCKED_BY\"") && number.get() < 12) {
                assertLoaded(story.load(rival, String.valueOf(number.getAndIncrement())), 1, 0);
            }
            if (sql.startsWith("INSERT INTO") && sql.contains("_LOOK\"") && sql.contains("::NUMBER")) {
                story.insert("8", "\"soon\"");
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(overtaken, "8", "9"), 1, 1);
        assertThat(story.rows()).containsExactly("7.0", "8.0", "9.0", "10.0", "11.0");
    }
}
