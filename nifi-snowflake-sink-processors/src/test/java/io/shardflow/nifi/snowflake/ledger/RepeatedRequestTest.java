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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that Snowflake runs twice, and rows that come while the loader inserts. More of both in {@link SqlMutantsTest}. */
class RepeatedRequestTest {

    @AutoClose
    private static SqlWarehouse warehouse;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    private static SqlStory story(final String table) {
        return new SqlStory(warehouse, table, Optional.empty());
    }

    private static void assertLoaded(final LoadOutcome outcome, final long inserted, final long recognised) {
        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> {
            assertThat(loaded.inserted()).isEqualTo(inserted);
            assertThat(loaded.recognised()).isEqualTo(recognised);
        });
    }

    @Test
    void aCopyThatIsRunTwiceOnceIsTriedAgainAndAlwaysIsRejected() throws Exception {
        final SqlStory story = story("COPIES");
        final LedgerLoader writer = story.writer();
        // The next ones go straight into the table.
        assertLoaded(story.load(writer, "6"), 1, 0);
        final AtomicInteger left = new AtomicInteger(1);
        story.through((sql, execution) -> {
            if (sql.startsWith("COPY INTO") && left.getAndDecrement() > 0) {
                execution.run(sql);
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(writer, "7"), 1, 0);
        left.set(Integer.MAX_VALUE);
        assertThat(story.load(writer, "8"))
                .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.ground())
                        .isEqualTo(LoadOutcome.Ground.COUNT));
        assertThat(story.rows()).containsExactly("6.0", "7.0");
    }

    @Test
    void ledgerRowsThatAreMadeTwiceAreMadeAnew() throws Exception {
        final SqlStory story = story("LEDGERS");
        final AtomicInteger made = new AtomicInteger();
        final LedgerLoader writer = story.writer();
        story.through((sql, execution) -> {
            if (sql.startsWith("INSERT INTO") && sql.contains("_LEDGER") && made.getAndIncrement() == 0) {
                execution.run(sql);
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(writer, "7"), 1, 0);
        assertThat(made).hasValue(2);
        assertThat(story.ledger()).containsExactly("7");
        assertThat(story.rows()).containsExactly("7.0");
    }

    /** Whoever writes them moves no ledger. */
    @Test
    void rowsThatComeBetweenLookAndInsertAreRecognised() throws Exception {
        final SqlStory story = story("FOREIGN_ROWS");
        story.insert("7");
        final AtomicInteger inserts = new AtomicInteger();
        final LedgerLoader writer = story.writer();
        story.through((sql, execution) -> {
            if (sql.startsWith("INSERT INTO") && sql.contains("_LOOK\" I") && inserts.getAndIncrement() == 0) {
                story.insert("8");
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(writer, "7", "8", "9"), 1, 2);
        assertThat(inserts).hasValue(2);
        assertThat(story.rows()).containsExactly("7.0", "8.0", "9.0");
    }

    /** What the look has said of the shard is not believed then: the next attempt would go the short way. */
    @Test
    void rowsAboveTheLedgerThatComeBetweenLookAndInsertAreRecognisedToo() throws Exception {
        final SqlStory story = story("ROWS_ABOVE");
        assertLoaded(story.load(story.writer(), "7"), 1, 0);
        final LedgerLoader restarted = story.writer();
        final AtomicInteger inserts = new AtomicInteger();
        story.through((sql, execution) -> {
            if (sql.startsWith("INSERT INTO") && sql.contains("_LOOK\" I") && inserts.getAndIncrement() == 0) {
                story.insert("8");
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(restarted, "8", "9"), 1, 1);
        assertThat(inserts).hasPositiveValue();
        assertThat(story.rows()).containsExactly("7.0", "8.0", "9.0");
    }

    @Test
    void aLookThatFindsMoreRowsMissingThanWereSentIsTakenAgain() {
        final Position position = new Position("7", 0);
        final Look look = new Look(
                new AttemptId("SF_1"),
                Map.of(SqlStory.SHARD, new ShardRange(SqlStory.SHARD, position, position, Optional.empty(), 1)),
                Set.of());
        final LookResult result = new LookResult(
                "L",
                Map.of(
                        SqlStory.SHARD,
                        new LookResult.Shard(1, Optional.of("T"), Optional.of(position), Optional.empty(), 2)));
        assertThatThrownBy(() -> Judgement.of(null, look, result, new Ledger("L", "now")))
                .isInstanceOfSatisfying(WarehouseException.class, e -> assertThat(e.kind())
                        .isEqualTo(WarehouseException.Kind.TRANSIENT));
    }
}
