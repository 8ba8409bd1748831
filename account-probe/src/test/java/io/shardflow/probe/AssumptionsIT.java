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
package io.shardflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.probe.Answer.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Snowflake that answers the other way where no document says how it answers: the probe says so, and PutSnowflake loses and
 * doubles nothing, or loads nothing.
 */
@Tag("long")
class AssumptionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 90;

    /** The other answer to an assumption of docs/assumptions.md, as the stand-in can be made to give it. */
    enum OtherAnswer {
        WAITED_UPDATE("waited-update"),
        OPEN_SESSION_READS("open-session-reads"),
        COPY_FORGETS("copy-forgets"),
        JOINED_FRAMES("joined-frames"),
        SELECT_OPENS_NOTHING("select-opens-nothing"),
        TRANSACTION_DESCRIBED("transaction-described"),
        ABORTED_IS_SILENT("aborted-is-silent"),
        TRANSACTION_IN_UPDATE("transaction-in-update"),
        UPDATE_UNDER_LOCK("update-under-lock"),
        COPY_ATOMIC("copy-atomic"),
        COLUMNS_IN_TRANSACTION("columns-in-transaction");

        private final String id;

        OtherAnswer(final String id) {
            this.id = id;
        }

        void give(final StandInControl control) {
            switch (this) {
                case WAITED_UPDATE -> control.waitedUpdateKeepsSnapshot(true);
                case OPEN_SESSION_READS -> control.staleFor(Duration.ofSeconds(5));
                case COPY_FORGETS -> control.quirks(Set.of(Quirk.ROLLBACK_KEEPS_LOADS));
                case JOINED_FRAMES -> control.quirks(Set.of(Quirk.FIRST_FRAME_ONLY));
                case SELECT_OPENS_NOTHING -> control.quirks(Set.of(Quirk.SELECT_OPENS_TRANSACTION));
                case TRANSACTION_DESCRIBED -> control.quirks(Set.of(Quirk.TRANSACTIONS_FORGOTTEN));
                case ABORTED_IS_SILENT -> control.quirks(Set.of(Quirk.ABORTED_SESSIONS_FAIL));
                case TRANSACTION_IN_UPDATE -> control.quirks(Set.of(Quirk.UPDATES_SEE_NO_TRANSACTION));
                case UPDATE_UNDER_LOCK -> control.quirks(Set.of(Quirk.UPDATES_UNDER_LOCK_STALE));
                case COPY_ATOMIC -> control.quirks(Set.of(Quirk.COPY_COMMITS));
                case COLUMNS_IN_TRANSACTION -> control.quirks(Set.of(Quirk.COLUMNS_AS_AT_BEGIN));
            }
        }
    }

    @TempDir
    private Path folder;

    private ProbedStandIn standIn;

    @BeforeEach
    void start() throws Exception {
        standIn = new ProbedStandIn(folder);
    }

    @AfterEach
    void stop() throws Exception {
        standIn.close();
    }

    @ParameterizedTest
    @EnumSource
    void theProbeSaysThatTheAnswerDiffers(final OtherAnswer answer) throws Exception {
        assertThat(standIn.probe(answer.id)).singleElement().satisfies(finding -> assertThat(
                        finding.answer().verdict())
                .as(finding.answer().seen())
                .isEqualTo(Verdict.HOLDS));

        answer.give(standIn.control());

        assertThat(standIn.probe(answer.id)).singleElement().satisfies(finding -> assertThat(
                        finding.answer().verdict())
                .as(finding.answer().seen())
                .isEqualTo(Verdict.DIFFERS));
    }

    /** An UPDATE that changes nothing at all is no sign that it has seen the latest row, or that its transaction was ended. */
    @ParameterizedTest
    @ValueSource(strings = {"update-under-lock", "aborted-is-silent"})
    void nothingIsSaidByAnUpdateThatDoesNotSeeItsTransaction(final String id) throws Exception {
        OtherAnswer.TRANSACTION_IN_UPDATE.give(standIn.control());
        assertThat(standIn.probe(id)).singleElement().satisfies(finding -> assertThat(
                        finding.answer().verdict())
                .as(finding.answer().seen())
                .isEqualTo(Verdict.NOT_CHECKED));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TRANSACTION_IN_UPDATE", "UPDATE_UNDER_LOCK", "COPY_ATOMIC"})
    void eachRecordLandsOnceThroughConflictsLostCommitsAndAborts(final OtherAnswer answer) throws Exception {
        answer.give(standIn.control());
        try (LoadingNode one = new LoadingNode(standIn, "T");
                LoadingNode other = new LoadingNode(standIn, "T")) {
            one.with(0, 3).with(4, 6).with(7, 9).load();
            other.with(5, 14).load();
            one.with(10, 19).load();
            one.with(20, 24).with(25, 29).load();

            standIn.control().abortNextCommitsOf("T", 1);
            one.with(30, 39).load();
            one.with(30, 49).load();

            abortInTheMiddle(() -> one.with(50, 59).load());

            final CompletableFuture<Void> first = CompletableFuture.runAsync(
                    () -> one.with(60, 69).with(70, 79).load());
            final CompletableFuture<Void> second = CompletableFuture.runAsync(
                    () -> other.with(65, 74).with(75, 89).load());
            first.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
            second.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
        }
        assertThat(standIn.query("SELECT ID FROM T ORDER BY ID"))
                .containsExactlyElementsOf(
                        IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
    }

    /** Holds the guard until the load waits for it, and ends the load's transaction before letting go. */
    private void abortInTheMiddle(final Runnable load) throws Exception {
        try (Connection connection = LocalConnection.open(standIn.url(), ProbedStandIn.USER, ProbedStandIn.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("UPDATE T_SHARDFLOW_GUARD SET LOCKED_BY = LOCKED_BY");
            final CompletableFuture<Void> loading = CompletableFuture.runAsync(load);
            final long end = System.nanoTime() + PATIENCE.toNanos();
            String victim = waiting(statement);
            while (victim.isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(20_000_000);
                victim = waiting(statement);
            }
            statement.execute("SELECT SYSTEM$ABORT_TRANSACTION(" + victim + ")");
            statement.execute("ROLLBACK");
            loading.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
        }
    }

    /** The transaction that waits for a lock; empty if none does. */
    private static String waiting(final Statement statement) throws SQLException {
        try (ResultSet locks = statement.executeQuery("SHOW LOCKS")) {
            while (locks.next()) {
                if (locks.getString("status").equals("WAITING")) {
                    return locks.getString("transaction");
                }
            }
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSACTION_IN_UPDATE, CURRENT_TRANSACTION()",
        "UPDATE_UNDER_LOCK, an UPDATE under a lock",
        "COPY_ATOMIC, the rows of a COPY stay"
    })
    void nothingIsLoadedWhereTransactionsCannotBeReliedOn(final OtherAnswer answer, final String said)
            throws Exception {
        answer.give(standIn.control());
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            node.with(0, 9).trigger();
            assertThat(node.isQueueEmpty()).isFalse();
            assertThat(node.bulletins()).contains(said, "./probe snowflake").doesNotContain("Another writer");
        }
        assertThat(standIn.query("SELECT COUNT(*) FROM T")).containsExactly("0");
    }

    /** As long as the answer is the other one, however often it is tried. */
    @ParameterizedTest
    @EnumSource(names = {"UPDATE_UNDER_LOCK", "COPY_ATOMIC"})
    void loadingBeginsWhenTransactionsCanBeReliedOn(final OtherAnswer answer) throws Exception {
        answer.give(standIn.control());
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            node.with(0, 9).trigger();
            node.trigger();
            assertThat(node.isQueueEmpty()).isFalse();
            standIn.control().quirks(Set.of());
            node.load();
        }
        assertThat(standIn.query("SELECT COUNT(*) FROM T")).containsExactly("10");
        assertThat(standIn.query("SELECT STREAM FROM T_SHARDFLOW_LEDGER")).containsExactly("orders");
    }
}
