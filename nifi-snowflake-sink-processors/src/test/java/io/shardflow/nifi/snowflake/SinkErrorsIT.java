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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.docs.TroubleshootingPage;
import io.shardflow.localstack.docs.TroubleshootingPage.Row;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.SinkTroubles.Course;
import io.shardflow.nifi.snowflake.SinkTroubles.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.nifi.components.state.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever can go wrong between PutSnowflake and Snowflake is made to, and the bulletin is one that docs/troubleshooting.md has a row
 * for. One bulletin, however many FlowFiles wait and however often it is tried; they wait in their order, and when the cause is
 * gone they land by themselves, each record once.
 */
class SinkErrorsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests(StandInConfig::withAccessControl);

    private static final SinkTroubles TROUBLES = new SinkTroubles(snowflake);
    private static final int FLOW_FILES = 3;
    private static final String UNTIL = "until somebody acts";
    private static final AtomicInteger TABLES = new AtomicInteger();

    /** Rows that another class produces, and what it finds in the bulletin. */
    private static final Map<String, Map.Entry<String, String>> ELSEWHERE = Map.ofEntries(
            elsewhere("takes no record of a FlowFile", "HeldUpLoadsIT", "takes no record"),
            elsewhere("Another writer keeps loading", "RivalsTest", "Another writer keeps loading"),
            elsewhere(
                    "approximateArrival is no whole number",
                    "WrongValuesTest",
                    "approximateArrival is no whole number"),
            elsewhere("Table … has a gap", "GapReportTest", "has a gap"),
            elsewhere("has a gap could not be found out", "GapReportOddsTest", "could not be found out"),
            elsewhere("is no number of Kinesis", "WrongValuesTest", "SEQUENCE_NUMBER"),
            elsewhere("does not reach what it needs", "RecordReaderIT", "does not reach what it needs"),
            elsewhere("the Record Reader cannot read it", "RecordReaderIT", "the Record Reader cannot read it"),
            elsewhere("Uploads are compressed with gzip", "content/SpoolCompressionTest", "choice.trouble()"),
            elsewhere("an unforeseen error; please report it", "target/UnforeseenTest", "please report it"),
            elsewhere("NiFi has no memory left", "target/UnforeseenTest", "NiFi has no memory left"),
            elsewhere("its columns are altered again and again", "TableAlteredIT", "RESTLESS"),
            elsewhere("cannot be made to follow its records", "GrantsIT", "cannot be made to follow"));

    private static Map.Entry<String, Map.Entry<String, String>> elsewhere(
            final String row, final String test, final String finds) {
        return Map.entry(row, Map.entry(test, finds));
    }

    @BeforeAll
    static void giveTheRoleWhatItNeeds() throws Exception {
        TROUBLES.administrator(
                "CREATE ROLE LOADING",
                "GRANT ROLE LOADING TO USER NIFI",
                "GRANT ROLE LOADING TO USER ROBOT",
                "GRANT ROLE LOADING TO ROLE SYSADMIN",
                "CREATE WAREHOUSE LOADING_WH",
                "GRANT USAGE ON WAREHOUSE LOADING_WH TO ROLE LOADING",
                "GRANT USAGE ON DATABASE DEMO_DB TO ROLE LOADING",
                "GRANT USAGE" + SinkTroubles.ON_PUBLIC,
                "GRANT CREATE TABLE" + SinkTroubles.ON_PUBLIC);
    }

    @AfterEach
    void endFaults() throws Exception {
        snowflake.control(
                "{\"clearFaults\":true,\"clearPolicies\":true,\"clockAheadMillis\":0,\"networkPolicyBlocks\":false,\"warehouseOverQuota\":false}");
    }

    static Stream<Trouble> rights() {
        return TROUBLES.rights();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("rights")
    void whatTheRoleMayNotDo(final Trouble trouble) throws Exception {
        isSaidAsOnThePageAndEndsByItself(trouble);
    }

    static Stream<Trouble> tables() {
        return TROUBLES.tables();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("tables")
    void aTableThatCannotBeLoaded(final Trouble trouble) throws Exception {
        isSaidAsOnThePageAndEndsByItself(trouble);
    }

    static Stream<Trouble> sessions() {
        return TROUBLES.sessions();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionThatEnds(final Trouble trouble) throws Exception {
        isSaidAsOnThePageAndEndsByItself(trouble);
    }

    static Stream<Trouble> logins() {
        return TROUBLES.logins();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("logins")
    void aLoginThatIsRefused(final Trouble trouble) throws Exception {
        isSaidAsOnThePageAndEndsByItself(trouble);
    }

    static Stream<Trouble> networks() {
        return TROUBLES.networks();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("networks")
    void aNetworkThatFails(final Trouble trouble) throws Exception {
        isSaidAsOnThePageAndEndsByItself(trouble);
    }

    private static void isSaidAsOnThePageAndEndsByItself(final Trouble trouble) throws Exception {
        try (TroubledSink sink = new TroubledSink(snowflake, "TROUBLE_" + TABLES.incrementAndGet())) {
            if (trouble.during()) {
                sink.enqueue(1);
                sink.awaitEmptyQueue();
            }
            trouble.cause().on(sink);
            sink.enqueue(FLOW_FILES);
            if (trouble.course() != Course.UNSEEN) {
                sink.awaitBulletin();
                assertSaid(trouble, sink);
                trouble.cure().on(sink);
            }
            sink.awaitEmptyQueue();
            sink.assertAllLanded(snowflake);
            assertThat(sink.bulletins()).hasSize(trouble.course() == Course.UNSEEN ? 0 : 1);
        }
    }

    @Tag("long")
    @Test
    void aLockThatAnotherHoldsIsWaitedForAndSaid() throws Exception {
        final TroubledSink[] locked = new TroubledSink[1];
        try (Connection other = snowflake.connect();
                Statement statement = other.createStatement()) {
            isSaidAsOnThePageAndEndsByItself(SinkTroubles.during(
                    "a lock is held",
                    SinkTroubles.FOR_NOW,
                    Course.PASSING,
                    sink -> {
                        locked[0] = sink;
                        statement.execute("BEGIN");
                        statement.execute("UPDATE DEMO_DB.PUBLIC." + sink.table + "_SHARDFLOW_GUARD SET TOKEN = TOKEN");
                    },
                    sink -> statement.execute("ROLLBACK"),
                    "SHOW LOCKS"));
        }
        assertThat(locked[0]).isNotNull();
    }

    private static void assertSaid(final Trouble trouble, final TroubledSink sink) throws Exception {
        final List<String> said = sink.bulletins();
        assertThat(said).hasSize(1);
        final String bulletin = said.getFirst();
        System.out.println(trouble + ": " + bulletin);
        assertThat(bulletin)
                .startsWith(trouble.course() == Course.LASTING ? "ERROR " : "WARN ")
                .contains(trouble.course() == Course.LASTING ? UNTIL : SinkTroubles.FOR_NOW)
                .contains(sink.table);
        trouble.says().forEach(part -> assertThat(bulletin).contains(part));
        final Row row = row(trouble.row());
        assertThat(row.matches(bulletin)).as("%s%nas %s", bulletin, row.seen()).isTrue();
        sink.trigger();
        sink.trigger();
        assertThat(sink.bulletins()).hasSize(1);
        sink.assertAllWait(FLOW_FILES);
        assertThat(sink.shows("secret") || sink.shows(SnowflakeForTests.PASSWORD))
                .isFalse();
    }

    @Test
    void recordsThatDoNotFitAreSetAsideAndTheOthersLand() throws Exception {
        TROUBLES.administrator(
                "CREATE TABLE MISFITS (KINESISMETADATA VARIANT, ID NUMBER(3,0) NOT NULL, NOTE VARCHAR)",
                "GRANT SELECT, INSERT ON TABLE MISFITS TO ROLE LOADING");
        final Row row = row("went to rejected");
        for (final String fields : List.of("\"note\":\"no id\"", "\"id\":\"no number\"", "\"id\":1,\"unknown\":1")) {
            try (TroubledSink sink = new TroubledSink(snowflake, "MISFITS")) {
                sink.runner.setProperty("Unknown Fields", "REFUSE");
                final int number = TABLES.incrementAndGet();
                sink.runner.enqueue(Records.record(2, number, fields));
                sink.runner.enqueue(Records.record(2, number + 1000, "\"id\":7"));
                sink.awaitEmptyQueue();
                sink.runner.assertTransferCount(PutSnowflake.REJECTED, 1);
                sink.runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
                assertThat(sink.bulletins()).singleElement().satisfies(bulletin -> assertThat(row.matches(bulletin))
                        .as("%s%nas %s", bulletin, row.seen())
                        .isTrue());
            }
        }
        assertThat(snowflake.query("SELECT COUNT(*) FROM DEMO_DB.PUBLIC.MISFITS"))
                .containsExactly("3");
    }

    @Test
    void whatCannotBeLoadedAtAllIsSetAsideToo() throws Exception {
        try (TroubledSink sink = new TroubledSink(snowflake, "AMBIGUOUS")) {
            sink.runner.enqueue(Records.record(1, 1) + "\n" + Records.record(1, 1, "\"id\":-1"));
            sink.awaitEmptyQueue();
            sink.runner.assertTransferCount(PutSnowflake.FAILURE, 1);
            final Row row = row("FlowFiles for");
            assertThat(sink.bulletins()).singleElement().satisfies(bulletin -> assertThat(row.matches(bulletin))
                    .as("%s%nas %s", bulletin, row.seen())
                    .isTrue());
        }
    }

    @Test
    void withoutNiFisStateEverythingIsLoadedAndItIsSaid() throws Exception {
        try (TroubledSink sink = new TroubledSink(snowflake, "STATELESS")) {
            sink.runner.getStateManager().setFailOnStateSet(Scope.LOCAL, true);
            sink.enqueue(1);
            sink.awaitEmptyQueue();
            sink.assertAllLanded(snowflake);
            final Row row = row("could not be kept in NiFi's local state");
            assertThat(sink.bulletins()).singleElement().satisfies(bulletin -> assertThat(row.matches(bulletin))
                    .as("%s%nas %s", bulletin, row.seen())
                    .isTrue());
        }
    }

    private static List<Row> rows() throws Exception {
        return TroubleshootingPage.rows(Path.of("../docs")).stream()
                .filter(row -> row.component().equals("Put into Snowflake"))
                .toList();
    }

    /** The row of which a text begins so, behind an …; else the one that has the text. */
    private static Row row(final String text) throws Exception {
        final List<Row> begin = rows(says -> says.replaceFirst("^… ?", "").startsWith(text));
        final List<Row> found = begin.isEmpty() ? rows(says -> says.contains(text)) : begin;
        assertThat(found).as("rows with: %s", text).hasSize(1);
        return found.getFirst();
    }

    private static List<Row> rows(final Predicate<String> texts) throws Exception {
        return rows().stream()
                .filter(row -> row.says().stream().anyMatch(texts))
                .toList();
    }

    /** A row that nothing produces may be untrue, or about something that cannot happen. */
    @Test
    void everyRowOfThePageIsProduced() throws Exception {
        final List<String> produced = new ArrayList<>(List.of(
                UNTIL,
                SinkTroubles.FOR_NOW,
                "went to rejected",
                "FlowFiles for",
                "could not be kept in NiFi's local state"));
        TROUBLES.all().map(Trouble::row).filter(row -> !row.isEmpty()).forEach(produced::add);
        for (final Map.Entry<String, Map.Entry<String, String>> one : ELSEWHERE.entrySet()) {
            produced.add(one.getKey());
            final Path source = Path.of("src/test/java/io/shardflow/nifi/snowflake")
                    .resolve(one.getValue().getKey() + ".java");
            assertThat(Files.readString(source))
                    .as(one.getKey())
                    .contains(one.getValue().getValue());
        }
        final List<Row> left = new ArrayList<>(rows());
        for (final String text : produced) {
            left.remove(row(text));
        }
        assertThat(left.stream().filter(row -> !row.says().isEmpty())).isEmpty();
    }
}
