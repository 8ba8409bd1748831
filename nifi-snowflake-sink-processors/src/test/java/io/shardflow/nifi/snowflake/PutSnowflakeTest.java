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
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PutSnowflakeTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner runner(final String table) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    private static long counter(final TestRunner runner, final String name) {
        final Long value = runner.getCounterValue(name);
        return value == null ? 0 : value;
    }

    private static void assertAllLoaded(final TestRunner runner, final int flowFiles) {
        runner.assertQueueEmpty();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles);
    }

    private static String reason(final TestRunner runner) {
        return reason(runner, PutSnowflake.FAILURE);
    }

    private static String reason(final TestRunner runner, final Relationship relationship) {
        final List<MockFlowFile> failed = runner.getFlowFilesForRelationship(relationship);
        assertThat(failed).hasSize(1);
        return failed.getFirst().getAttribute(PutSnowflake.REASON_ATTRIBUTE);
    }

    @Test
    void createsTheTableAndLoadsEachField() throws Exception {
        final TestRunner runner = runner("created");
        runner.enqueue(Records.record(1, 7, "\"Id\":7,\"nested\":{\"a\":[1,null]},\"text\":\"ü\",\"no\":null"));
        runner.run();

        assertAllLoaded(runner, 1);
        assertThat(snowflake.query("SELECT KINESISMETADATA:shardId::VARCHAR, ID, NESTED:a[0]::VARCHAR, TEXT::VARCHAR"
                        + " FROM CREATED"))
                .containsExactly("shardId-000000000001|7|1|ü");
        assertThat(counter(runner, "Rows Loaded")).isEqualTo(1);
        assertThat(runner.getProvenanceEvents()).anySatisfy(event -> {
            assertThat(event.getEventType()).isEqualTo(ProvenanceEventType.SEND);
            assertThat(event.getTransitUri()).isEqualTo("snowflake://LOCAL/DEMO_DB/PUBLIC/CREATED");
        });
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void loadsManyFlowFilesOfSeveralShardsInOneTransaction() throws Exception {
        final TestRunner runner = runner("MANY");
        for (int i = 0; i < 30; i++) {
            runner.enqueue(Records.records(i % 3, i * 10, i * 10 + 9));
        }
        runner.run();

        assertAllLoaded(runner, 30);
        assertThat(snowflake.count("MANY")).isEqualTo(300);
        assertThat(counter(runner, "Slow Transactions") + counter(runner, "Fast Transactions"))
                .isEqualTo(1);
    }

    @Test
    void goesFastFromTheFirstRecordsOn() throws Exception {
        final TestRunner runner = runner("FAST");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, true, false);

        assertAllLoaded(runner, 2);
        assertThat(snowflake.count("FAST")).isEqualTo(20);
        assertThat(counter(runner, "Fast Transactions")).isEqualTo(2);
    }

    @Test
    void showsWhatWaitsAndHowOldItWasAndReportsUntilItStops() throws Exception {
        final TestRunner runner = runner("SHOWN");
        final String thread = "shardflow-sink-" + runner.getProcessor().getIdentifier();
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        assertThat(threads()).contains(thread);
        assertThat(runner.getCounterValue("Oldest Waiting Milliseconds")).isZero();
        assertThat(runner.getCounterValue("Age When Loaded Milliseconds for shardId-000000000001"))
                .isEqualTo(runner.getCounterValue("Age When Loaded Milliseconds"))
                .isNotNegative();
        assertThat(runner.getCounterValue("Bytes Settled"))
                .isEqualTo(Records.records(1, 0, 9).length());
        runner.stop();
        await().untilAsserted(() -> assertThat(threads()).doesNotContain(thread));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void redeliveryAddsNoRowWhateverItsCutsAndOrder() throws Exception {
        final TestRunner first = runner("AGAIN");
        first.enqueue(Records.records(1, 0, 99));
        first.run();

        final TestRunner second = runner("AGAIN");
        second.enqueue(Records.records(1, 50, 120));
        second.enqueue(Records.records(1, 0, 60));
        second.enqueue(Records.records(1, 95, 101));
        second.run();

        assertAllLoaded(second, 3);
        assertThat(snowflake.count("AGAIN")).isEqualTo(121);
        assertThat(counter(second, "Rows Loaded")).isEqualTo(21);
        assertThat(counter(second, "Rows Recognised")).isEqualTo(71 + 61 + 7 - 21);
    }

    @Test
    void atLeastOnceLoadsEachDelivery() throws Exception {
        final TestRunner runner = runner("REPEATED");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        runner.enqueue(Records.records(1, 0, 9));
        runner.enqueue(Records.records(1, 0, 9));
        runner.run();

        assertAllLoaded(runner, 2);
        assertThat(snowflake.count("REPEATED")).isEqualTo(20);
    }

    @Test
    void twoProcessorsWithTheSameFlowFilesLoadEachRecordOnce() throws Exception {
        runner("RACE").run();
        final CompletableFuture<?>[] running = new CompletableFuture<?>[2];
        for (int i = 0; i < running.length; i++) {
            final TestRunner runner = runner("RACE");
            for (int part = 0; part < 4; part++) {
                runner.enqueue(Records.records(part, 0, 199));
            }
            running[i] = CompletableFuture.runAsync(() -> {
                while (!runner.isQueueEmpty()) {
                    runner.run();
                }
                assertAllLoaded(runner, 4);
            });
        }
        CompletableFuture.allOf(running).join();

        assertThat(snowflake.count("RACE")).isEqualTo(800);
    }

    @Test
    void aCommitWhoseAnswerIsLostDoublesNothing() throws Exception {
        final TestRunner runner = runner("LOST");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.control("{\"addHook\":{\"table\":\"LOST\",\"action\":\"DROP\",\"times\":1}}");
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, true, false);

        assertAllLoaded(runner, 2);
        assertThat(snowflake.count("LOST")).isEqualTo(20);
    }

    @Test
    void aCommitThatNeverArrivedLosesNothing() throws Exception {
        final TestRunner runner = runner("NEVER");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.control("{\"addHook\":{\"table\":\"NEVER\",\"action\":\"LOSE\",\"times\":1}}");
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, true, false);

        assertAllLoaded(runner, 2);
        assertThat(snowflake.count("NEVER")).isEqualTo(20);
    }

    @Test
    void aRecordWithAFieldWithoutColumnIsRejectedNamingFieldAndRemedy() throws Exception {
        snowflake.execute("CREATE TABLE NARROW (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
        final TestRunner runner = runner("NARROW");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "REFUSE");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"extra\":\"secret\""));
        runner.enqueue(Records.record(1, 2, "\"id\":2"));
        runner.run();

        assertThat(reason(runner, PutSnowflake.REJECTED))
                .contains("extra: the table has no column for it", "add the column")
                .doesNotContain("secret");
        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.query("SELECT ID FROM NARROW")).containsExactly("2");
    }

    @Test
    void aColumnAddedDuringTheRunIsUsed() throws Exception {
        snowflake.execute("CREATE TABLE GROWN (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
        final TestRunner runner = runner("GROWN");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run(1, false, true);
        snowflake.execute("ALTER TABLE GROWN ADD COLUMN NOTE VARCHAR");
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"note\":\"x\""));
        runner.run(1, true, false);

        assertAllLoaded(runner, 2);
        assertThat(snowflake.query("SELECT ID, NOTE FROM GROWN WHERE NOTE IS NOT NULL"))
                .containsExactly("2|x");
    }

    @Test
    void aRecordWithAValueThatDoesNotFitIsRejectedAndTheOthersLand() throws Exception {
        snowflake.execute("CREATE TABLE TYPED (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
        final TestRunner runner = runner("TYPED");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.enqueue(Records.record(1, 2, "\"id\":\"secret\""));
        runner.enqueue(Records.record(1, 3, "\"id\":3"));
        runner.run();

        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 3);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED)
                        .getFirst()
                        .getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .contains("ID: a string that is not a plain number")
                .doesNotContain("secret");
        assertThat(snowflake.query("SELECT ID FROM TYPED ORDER BY ID")).containsExactly("1", "3");
        assertThat(runner.getLogger().getWarnMessages()).hasSize(1).noneMatch(message -> message.getMsg()
                .contains("secret"));
    }

    @Test
    void aPositionWithTwoRecordsGoesToFailureWithLineAndReason() throws Exception {
        final TestRunner runner = runner("AMBIGUOUS");
        runner.enqueue(Records.record(1, 1) + "\n" + Records.record(1, 1, "\"id\":\"secret\""));
        runner.run();

        assertThat(reason(runner))
                .startsWith("line 2: position ")
                .contains("occurs again")
                .doesNotContain("secret");
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
    }

    @Test
    void aFlowFileWithoutRecordsIsDone() throws Exception {
        final TestRunner runner = runner("BLANK");
        runner.enqueue("\n");
        runner.run();

        assertAllLoaded(runner, 1);
    }

    @Test
    void theTableNameMayComeFromAttributesAndTablesMayBeMixed() throws Exception {
        final TestRunner runner = runner("${table}");
        for (int i = 0; i < 4; i++) {
            runner.enqueue(Records.record(1, i), Map.of("table", i % 2 == 0 ? "EVEN" : "\"odd one\""));
        }
        runner.enqueue(Records.record(1, 9), Map.of("table", "no name"));
        runner.run(3);

        runner.assertQueueEmpty();
        assertThat(snowflake.count("EVEN")).isEqualTo(2);
        assertThat(snowflake.count("\"odd one\"")).isEqualTo(2);
        assertThat(reason(runner)).contains("'no name' is not a name");
    }

    @Test
    void aMissingTableThatMayNotBeCreatedKeepsFlowFilesInTheQueueAndIsReportedOnce() throws Exception {
        final TestRunner runner = runner("ABSENT");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        runner.enqueue(Records.record(1, 1));
        runner.run(5);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 0);
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.getMsg()).contains("ABSENT").contains("Table Creation"));
    }

    @Test
    void refusesTargetsOnWhichItCouldNotRecogniseRows() throws Exception {
        snowflake.execute(
                "CREATE TABLE NUMERIC_METADATA (KINESISMETADATA NUMBER(38,0), ID VARIANT)",
                "CREATE TABLE NO_METADATA (ID VARIANT, NOTE VARIANT)",
                "CREATE TABLE GUARDED (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT)");
        snowflake.control("{\"addPolicy\":{\"database\":\"DEMO_DB\",\"schema\":\"PUBLIC\",\"table\":\"GUARDED\","
                + "\"kind\":\"ROW_ACCESS_POLICY\",\"policy\":\"ONLY_MINE\"}}");
        assertRefused("NUMERIC_METADATA", "56 digits");
        assertRefused("NO_METADATA", "no column for the Kinesis metadata");
        assertRefused("GUARDED", "ONLY_MINE");
    }

    private static List<ConfigVerificationResult> verify(final TestRunner runner) {
        return ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of());
    }

    private void assertRefused(final String table, final String reason) throws InitializationException, SQLException {
        final TestRunner runner = runner(table);
        assertThat(SnowflakeForTests.failed(verify(runner)))
                .singleElement()
                .asString()
                .contains(reason);
        runner.enqueue(Records.record(1, 1));
        runner.run();
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getMsg()).contains(reason));
        assertThat(snowflake.count(table)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_VALUE, UPDATE %s SET LEDGER_ID = NULL, is NULL",
        "NO_ROW, DELETE FROM %s, has no row",
        "TWO_ROWS, INSERT INTO %1$s SELECT * FROM %1$s, has more than one row"
    })
    void verifyCallsNoTableFitWhoseGuardKeepsItFromBeingLoaded(
            final String name, final String damage, final String reason) throws Exception {
        final String table = "GUARD_" + name;
        final TestRunner runner = runner(table);
        runner.enqueue(Records.record(1, 1));
        runner.run();
        snowflake.execute(damage.formatted(table + "_SHARDFLOW_GUARD"));

        assertThat(verify(runner))
                .noneSatisfy(step -> assertThat(step.getExplanation()).contains("Fit for"));
        assertThat(SnowflakeForTests.failed(verify(runner)))
                .singleElement()
                .asString()
                .startsWith("Ledger: ")
                .contains(reason, "drop its _SHARDFLOW_GUARD");

        final TestRunner again = runner(table);
        again.enqueue(Records.record(1, 2));
        again.run();
        assertThat(again.getQueueSize().getObjectCount()).isEqualTo(1);
    }

    @Test
    void waitsForALockThatAnotherSessionHolds() throws Exception {
        final TestRunner runner = runner("LOCKED");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        try (Connection other = snowflake.connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("UPDATE LOCKED_SHARDFLOW_GUARD SET LOCKED_BY = 'another'");
            runner.enqueue(Records.records(1, 10, 19));
            final CompletableFuture<Void> running = CompletableFuture.runAsync(() -> runner.run(1, true, false));
            await().until(() -> snowflake.control("{}").contains("\"LOCKED_SHARDFLOW_GUARD\":1"));
            statement.execute("ROLLBACK");
            running.join();
        }
        assertAllLoaded(runner, 2);
        assertThat(snowflake.count("LOCKED")).isEqualTo(20);
    }
}
