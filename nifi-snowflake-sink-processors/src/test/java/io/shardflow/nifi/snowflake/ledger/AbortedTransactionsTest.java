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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.connection.WatchedConnection;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody ends a transaction of ours where it is about something else than the rows of a load, or nearly looks like another
 * trouble; and a COMMIT that is answered by an error. That no load loses rows: {@link SqlProtocolTest}, {@link SqlMutantsTest}, {@link ExactlyOnceModelTest}.
 */
class AbortedTransactionsTest {

    private static final LoadTimes ONCE = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private static final Pattern INTO_THE_LOOK = Pattern.compile("INSERT INTO \\S+_LOOK\" ");

    @AutoClose
    private static SqlWarehouse warehouse;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    @AfterEach
    void seeAll() {
        warehouse.control("{\"staleForMillis\":0}");
    }

    private static SqlStory story(final String table) {
        return new SqlStory(warehouse, table, Optional.empty());
    }

    private static void assertLoaded(final LoadOutcome outcome) {
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
    }

    @Test
    void rightAfterBegin() throws Exception {
        final SqlStory story = story("AT_BEGIN");
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"));
        story.abortBefore(sql -> sql.contains("CURRENT_TRANSACTION"));
        final LoadOutcome outcome = story.load(writer, "8");
        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> assertThat(loaded.fast())
                .isTrue());
        assertThat(((LoadOutcome.Loaded) outcome).attempts()).isEqualTo(2);
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    /** The lock has opened another one by itself, which holds it: not every connection that is closed ends that at once. */
    @Test
    void whatAStatementOpensByItselfIsRolledBack() throws Exception {
        final SqlStory story = story("AT_LOCK");
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"));
        final List<String> statements = new ArrayList<>();
        final AtomicBoolean aborted = new AtomicBoolean();
        story.through((sql, execution) -> {
            if (sql.contains("SET \"LOCKED_BY\"") && !aborted.getAndSet(true)) {
                story.abortAll();
            }
            if (!execution.isFirst()) {
                // A new session begins with a ROLLBACK, too.
                statements.add(sql);
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(writer, "8"));
        assertThat(statements).containsSequence("SELECT CURRENT_TRANSACTION()", "ROLLBACK");
    }

    /** One file, whose records would be miscounted. */
    @Test
    void beforeTheTemporaryTableIsCommitted() throws Exception {
        final SqlStory story = story("AT_INCOMING");
        final LedgerLoader writer = story.writer();
        story.abortBefore("COMMIT"::equals);
        assertLoaded(story.load(writer, "7"));
        assertThat(story.rows()).containsExactly("7.0");
    }

    /** Rivals were faster twice, so it looks under the lock; what it found is gone before it is read. */
    @Test
    void betweenTheLookUnderTheLockAndItsResult() throws Exception {
        final SqlStory story = story("UNDER_LOCK");
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        assertLoaded(story.load(overtaken, "7"));
        final AtomicInteger next = new AtomicInteger(20);
        final AtomicInteger looks = new AtomicInteger();
        story.through((sql, execution) -> {
            if (sql.contains("SET \"LOCKED_BY\"") && next.get() < 22) {
                assertLoaded(story.load(rival, String.valueOf(next.getAndIncrement())));
            }
            final Object result = execution.run(sql);
            if (INTO_THE_LOOK.matcher(sql).lookingAt() && looks.getAndIncrement() == 0) {
                story.abortAll();
            }
            return result;
        });
        assertLoaded(story.load(overtaken, "8"));
        assertThat(looks.get()).isPositive();
        assertThat(story.rows()).containsExactly("7.0", "8.0", "20.0", "21.0");
    }

    /** The guard's row that this session does not see yet is not gone. */
    @Test
    void aSessionThatDoesNotSeeTheGuardYetIsNoMissingLedger() throws Exception {
        final SqlStory story = story("UNSEEN_AT_LOOK");
        warehouse.control("{\"staleForMillis\":3600000}");
        final LedgerLoader writer;
        try (Connection older = story.pool.connect()) {
            older.unwrap(WatchedConnection.class).keep();
            writer = story.writer(DeliveryGuarantee.EXACTLY_ONCE, ONCE);
        }
        assertThat(story.load(writer, "7"))
                .isInstanceOfSatisfying(LoadOutcome.NotYet.class, notYet -> assertThat(notYet.reason())
                        .isEqualTo(LoadOutcome.Reason.TRANSIENT));
        warehouse.control("{\"staleForMillis\":0}");
        assertLoaded(story.load(writer, "7"));
    }

    /** Nothing is committed, and the ledger speaks of the table before. */
    @Test
    void whenAStartHasSetTheGuard() throws Exception {
        final SqlStory story = story("AT_START");
        assertLoaded(story.load(story.writer(), "7"));
        warehouse.execute("CREATE OR REPLACE TABLE AT_START (KINESISMETADATA VARIANT)");
        story.insert("9");
        story.abortBefore("COMMIT"::equals);
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(story::writer)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT));
        final LedgerLoader next = story.writer();
        assertThat(story.ledger()).isEmpty();
        assertLoaded(story.load(next, "8"));
        assertLoaded(story.load(next, "9"));
        assertThat(story.rows()).containsExactly("8.0", "9.0");
    }

    /** That it did not happen is believed as little as that it did. */
    @Test
    void aCommitAnsweredByAnErrorIsNotBelieved() throws Exception {
        final SqlStory story = story("UNSURE");
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"));
        final AtomicInteger times = new AtomicInteger(1);
        story.through((sql, execution) -> {
            final Object result = execution.run(sql);
            if (sql.equals("COMMIT") && times.getAndDecrement() == 1) {
                throw new SQLException("throttled", "57014", 604);
            }
            return result;
        });
        assertThat(story.load(writer, "8")).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> {
            assertThat(loaded.recognised()).isEqualTo(1);
            // One that looks at once, none that believes in what it knew before.
            assertThat(loaded.attempts()).isEqualTo(2);
        });
    }

    /** The columns are changed, the lock is gone: the change counts as failed, and others load on. */
    @Test
    void whenOurOwnChangeOfTheColumnsHasItsLock() throws Exception {
        final SqlStory story = story("AT_CHANGE");
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"));
        final List<String> change = List.of("ALTER TABLE AT_CHANGE ADD COLUMN IF NOT EXISTS NOTE VARCHAR");
        story.abortBefore(sql -> sql.startsWith("ALTER TABLE"));
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> writer.alter(change))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.SESSION_LOST));
        writer.alter(change);
        story.describe();
        assertLoaded(story.load(writer, "8"));
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }
}
