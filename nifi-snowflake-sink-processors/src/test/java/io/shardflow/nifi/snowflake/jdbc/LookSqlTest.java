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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookSqlTest {

    /** What Snowflake asks for, in bytes. */
    private static final int LONGEST_STATEMENT = 1_000_000;

    private static final long NOW = 1_795_377_944_000L;

    /** As many as may be, of the longest streams that a record can name, each with a time of its own. */
    private static Map<StreamShard, ShardRange> shards() {
        final Position position = new Position("4".repeat(56), 0);
        final Map<StreamShard, ShardRange> shards = new HashMap<>();
        for (int i = 0; i < TransactionPlanner.MOST_SHARDS; i++) {
            final StreamShard shard =
                    new StreamShard("s".repeat(128) + ">" + "t".repeat(100) + "%04d".formatted(i), "x".repeat(128));
            final long arrival = NOW + Duration.ofDays(i).toMillis();
            shards.put(
                    shard,
                    new ShardRange(shard, position, position, Optional.of(new ArrivalRange(arrival, arrival)), 1));
        }
        return shards;
    }

    @ParameterizedTest
    @EnumSource
    void theLongestLookIsNotTooLong(final ArrivalForm form) {
        final Identifier longest = new Identifier("M".repeat(Identifier.MAX_LENGTH));
        final QualifiedName name = new QualifiedName(longest, longest, new Identifier("T".repeat(200)));
        final LookSql sql = new LookSql(
                new TargetTable(name, new OneMetadataColumn(longest), List.of(), Optional.empty()),
                name,
                name,
                new ColumnSql(List.of(new LoadColumn(longest.name(), "VARIANT", List.of("kinesisMetadata")))));
        final Map<StreamShard, ShardRange> shards = shards();

        final Look look = new Look(new AttemptId("A".repeat(100)), shards, shards.keySet());
        assertThat(List.of(sql.createAs(look, form), sql.insert(look, form), sql.insertMissing(look, form)))
                .allSatisfy(statement -> assertThat(statement.length()).isLessThan(LONGEST_STATEMENT));
    }
}
