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

import io.shardflow.probe.Answer.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Snowflake whose errors have other codes than those that are known from examples and from what others report: PutSnowflake loses and
 * doubles nothing, and says which code it was.
 */
@Tag("long")
class OtherCodesIT {

    /** What takes the place of the first digits of a code. */
    private static final String OTHER = "098";

    /** Codes that an assumption of docs/assumptions.md names. */
    enum Codes {
        MISSING("missing-told", "002003", "002043"),
        LEDGER("ledger-missing", "002003", "002043"),
        ROWS(
                "row-errors",
                "100035",
                "100037",
                "100038",
                "100040",
                "100069",
                "100071",
                "100072",
                "100078",
                "100082",
                "100115"),
        ARRIVAL("arrival-no-number", "100038", "100071"),
        LOCK("updates-exclude", "000625"),
        OTHERS("failure-codes", "002002", "000904", "001003", "002108");

        private final String id;
        private final List<String> codes;

        Codes(final String id, final String... codes) {
            this.id = id;
            this.codes = List.of(codes);
        }

        Map<String, String> others() {
            return codes.stream().collect(Collectors.toMap(code -> code, code -> OTHER + code.substring(3)));
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

    private void assertLoaded(final IntStream ids) throws Exception {
        assertThat(standIn.query("SELECT ID FROM T ORDER BY ID"))
                .containsExactlyElementsOf(ids.mapToObj(Integer::toString).toList());
    }

    private static void assertWaits(final LoadingNode node, final String code) {
        node.trigger();
        assertThat(node.isQueueEmpty()).isFalse();
        assertThat(node.bulletins()).contains(code);
    }

    /** Whether the row of the probe's arrival is read at all is for the engine to choose; that of the stand-in passes over it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARRIVAL")
    void theProbeSaysThatTheAnswerDiffers(final Codes codes) throws Exception {
        standIn.control().otherCodes(codes.others());
        assertThat(standIn.probe(codes.id)).singleElement().satisfies(finding -> assertThat(
                        finding.answer().verdict())
                .as(finding.answer().seen())
                .isEqualTo(Verdict.DIFFERS));
    }

    @Test
    void aTableThatIsToBeMadeIsNotMade() throws Exception {
        standIn.control().otherCodes(Codes.MISSING.others());
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            assertWaits(node.with(0, 9), "098003");
            standIn.execute("CREATE TABLE T (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
            node.load();
        }
        assertLoaded(IntStream.range(0, 10));
    }

    @Test
    void aLedgerThatIsGoneIsTriedAgain() throws Exception {
        standIn.control().otherCodes(Codes.LEDGER.others());
        standIn.execute("CREATE TABLE T (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            node.with(0, 9).load();
            standIn.execute("DROP TABLE T_SHARDFLOW_GUARD", "DROP TABLE T_SHARDFLOW_LEDGER");
            assertWaits(node.with(5, 14), "098003");
        }
        try (LoadingNode restarted = new LoadingNode(standIn, "T")) {
            restarted.with(5, 14).load();
        }
        assertLoaded(IntStream.range(0, 15));
    }

    @Test
    void aRecordThatCanNeverBeLoadedStaysInTheQueue() throws Exception {
        standIn.control().otherCodes(Codes.ROWS.others());
        standIn.execute("CREATE TABLE T (KINESISMETADATA VARIANT, ID NUMBER(38,0), PLACE GEOGRAPHY)");
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            assertWaits(node.with(0, 4).with(5, "\"place\":\"no point\"").with(6, 9), OTHER);
            assertThat(node.rejected()).isZero();

            standIn.control().otherCodes(Map.of());
            node.load();
            assertThat(node.rejected()).isOne();
        }
        assertLoaded(IntStream.concat(IntStream.range(0, 5), IntStream.range(6, 10)));
    }

    @Test
    void aForeignRowWithoutANumberStopsWhatHasToLook() throws Exception {
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            node.with(0, 9).load();
        }
        standIn.execute("INSERT INTO T (KINESISMETADATA) SELECT PARSE_JSON('{\"stream\":\"orders\","
                + "\"shardId\":\"shardId-000000000001\",\"sequenceNumber\":\"4964%052d\",\"approximateArrival\":\"soon\"}')"
                        .formatted(14));
        standIn.control().otherCodes(Codes.ARRIVAL.others());
        try (LoadingNode node = new LoadingNode(standIn, "T")) {
            assertWaits(node.with(5, 14), OTHER);
            standIn.execute("DELETE FROM T WHERE ID IS NULL");
            node.load();
        }
        assertLoaded(IntStream.range(0, 15));
    }

    @Test
    void aLockThatIsNotGivenIsWaitedForAgain() throws Exception {
        standIn.control().otherCodes(Codes.LOCK.others());
        try (LoadingNode node = new LoadingNode(standIn, "T");
                Connection connection =
                        LocalConnection.open(standIn.url(), ProbedStandIn.USER, ProbedStandIn.PASSWORD);
                Statement statement = connection.createStatement()) {
            node.with(0, 9).load();
            statement.execute("BEGIN");
            statement.execute("UPDATE T_SHARDFLOW_GUARD SET LOCKED_BY = LOCKED_BY");
            assertWaits(node.with(5, 14), "098625");
            statement.execute("ROLLBACK");
            node.load();
        }
        assertLoaded(IntStream.range(0, 15));
    }
}
