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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PutSnowflake makes of values in target, ledger and guard that it has not written. */
class WrongValuesTest {

    private static final String SHARD = "\"stream\":\"orders\",\"shardId\":\"shardId-000000000001\"";

    /** Sequence numbers of rows that are no position of ours; each sorts, or could be taken, above those of the tests. */
    private static final List<String> FOREIGN = List.of(
            "\"sequenceNumber\":\"" + "z".repeat(60) + "\"",
            "\"sequenceNumber\":\"by hand\"",
            "\"sequenceNumber\":\"\"",
            "\"sequenceNumber\":\"-" + Records.sequenceNumber(1) + "\"",
            "\"sequenceNumber\":\"0" + Records.sequenceNumber(1) + "\"",
            "\"sequenceNumber\":\"" + "9".repeat(130) + "\"",
            "\"sequenceNumber\":\"" + "9".repeat(1200) + "\"",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(1) + "\\n\"",
            "\"sequenceNumber\":4.9e55",
            "\"sequenceNumber\":null",
            "\"sequenceNumber\":{\"no\":1}",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(99) + "\",\"subSequenceNumber\":\"x\"",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(99) + "\",\"subSequenceNumber\":-1",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(99) + "\",\"subSequenceNumber\":1.5",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(99) + "\",\"subSequenceNumber\":9223372036854775808",
            "\"sequenceNumber\":\"" + Records.sequenceNumber(99) + "\",\"subSequenceNumber\":\"" + "9".repeat(30)
                    + "\"");

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static final AtomicInteger TABLES = new AtomicInteger();

    private final String table = "WRONG_" + TABLES.incrementAndGet();

    @Test
    void rowsThatCanBeNoRecordOfOursNeitherStopTheLoadNorHideWhatIsThere() throws Exception {
        load(Records.records(1, 0, 9));
        for (final String foreign : FOREIGN) {
            foreignRow(foreign);
        }
        snowflake.execute("DROP TABLE " + table + "_SHARDFLOW_LEDGER", "DROP TABLE " + table + "_SHARDFLOW_GUARD");
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(Records.records(1, 2, 4));
        runner.run(1, false, true);
        // Fast if the rows 5 to 9 were overlooked, and then they double.
        runner.enqueue(Records.records(1, 5, 12));
        runner.run(1, false, false);
        runner.enqueue(Records.records(1, 13, 15));
        runner.run(1, true, false);

        assertLoaded(runner, 3);
        assertThat(snowflake.count(table)).isEqualTo(16 + FOREIGN.size());
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(1);
    }

    @Test
    void arrivalsThatAreNoTimesHideNoRow() throws Exception {
        load(Records.records(1, 0, 0));
        final String shard =
                "{" + SHARD + ",\"sequenceNumber\":\"%s\",\"subSequenceNumber\":0,\"approximateArrival\":%s}";
        final List<String> arrivals = List.of(
                "\"soon\"", "null", "\"" + "9".repeat(60) + "\"", "\"1e400\"", "{}", Long.toString(Long.MAX_VALUE));
        for (int i = 0; i < arrivals.size(); i++) {
            snowflake.execute("INSERT INTO " + table + " (KINESISMETADATA) SELECT PARSE_JSON('"
                    + shard.formatted(Records.sequenceNumber(i + 1), arrivals.get(i)) + "')");
        }
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(Records.records(1, 0, 5));
        runner.enqueue(Records.record(1, 6)
                .replaceFirst("\"approximateArrival\":[0-9]+", "\"approximateArrival\":" + Long.MAX_VALUE));
        runner.run();

        assertLoaded(runner, 2);
        assertThat(snowflake.count(table)).isEqualTo(7);
        assertThat(runner.getLogger().getWarnMessages())
                .singleElement()
                .asString()
                .contains("approximateArrival is no whole number", table);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {
                "'by hand', 0",
                "'', 0",
                "-5, 0",
                "007, 0",
                "NULL, 0",
                "4964, x",
                "4964, -1",
                "4964, NULL",
                "4964, 99999999999999999999",
                "4964, 1.5"
            })
    void aLedgerPositionThatIsNoneIsFoundAgainInTheTable(final String sequence, final String sub) throws Exception {
        load(Records.records(1, 0, 9));
        position(sequence, sub);
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(Records.records(1, 2, 4));
        runner.run(1, false, true);
        runner.enqueue(Records.records(1, 5, 12));
        runner.run(1, true, false);

        assertLoaded(runner, 2);
        assertThat(snowflake.count(table)).isEqualTo(13);
        assertThat(snowflake.query("SELECT SEQUENCE_NUMBER, SUB_SEQUENCE_NUMBER FROM " + table + "_SHARDFLOW_LEDGER"))
                .containsExactly(Records.sequenceNumber(12) + "|0");
    }

    @ParameterizedTest
    @CsvSource(value = {"abc, 0", "1, x", "%s, x"})
    void atLeastOnceLoadsOverALedgerPositionThatIsNoneAndLetsNobodyBelieveIt(final String sequence, final String sub)
            throws Exception {
        load(Records.records(1, 0, 2) + Records.records(1, 5, 9));
        position(sequence.formatted(Records.sequenceNumber(2)), sub);
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        runner.enqueue(Records.records(1, 2, 2));
        runner.run();
        assertLoaded(runner, 1);
        final TestRunner once = snowflake.runner(table);
        // They were not there; fast afterwards if 2 is taken for the highest, and then 5 to 9 double.
        once.enqueue(Records.records(1, 3, 4));
        once.run(1, false, true);
        once.enqueue(Records.records(1, 5, 9));
        once.run(1, true, false);

        assertLoaded(once, 2);
        assertThat(snowflake.count(table)).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({"by hand, 0", "4964, x"})
    void whoReadsTheLedgerForARewindIsToldOfAPositionThatIsNone(final String sequence, final String sub)
            throws Exception {
        load(Records.records(1, 0, 9));
        position(sequence, sub);

        assertThatThrownBy(this::committed)
                .isInstanceOf(WarehouseException.class)
                .hasMessageContainingAll(
                        table + "_SHARDFLOW_LEDGER", "SEQUENCE_NUMBER", "shardId-000000000001", "delete the row");
    }

    @ParameterizedTest
    @CsvSource({"'4964', true", "NULL, false"})
    void whoReadsTheLedgerForARewindIsToldOfAPositionOfNoShard(final String sequence, final boolean refused)
            throws Exception {
        load(Records.records(1, 0, 9));
        final String ledger = table + "_SHARDFLOW_LEDGER";
        snowflake.execute(
                "DROP TABLE " + ledger,
                "CREATE TABLE " + ledger + " (STREAM VARCHAR, SHARD VARCHAR, TOKEN VARCHAR, SEQUENCE_NUMBER VARCHAR,"
                        + " SUB_SEQUENCE_NUMBER VARCHAR, COMMITTED_AT TIMESTAMP_LTZ)",
                "INSERT INTO " + ledger + " (STREAM, SEQUENCE_NUMBER) VALUES ('orders', " + sequence + ")");

        if (refused) {
            assertThatThrownBy(this::committed)
                    .isInstanceOf(WarehouseException.class)
                    .hasMessageContainingAll(ledger, "SHARD", "orders", "delete the row");
        } else {
            assertThat(committed().orElseThrow().byShard()).isEmpty();
        }
    }

    private Optional<CommittedPositions> committed() throws WarehouseException {
        return CommittedPositions.read(
                snowflake::connect,
                Optional.of(new Identifier("DEMO_DB")),
                Optional.of(new Identifier("PUBLIC")),
                new Identifier(table),
                "orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LEDGER_ID", "TOKEN", "TARGET_CREATED"})
    void aGuardRowThatLacksAValueIsReportedWithARemedy(final String column) throws Exception {
        load(Records.records(1, 0, 9));
        snowflake.execute("UPDATE " + table + "_SHARDFLOW_GUARD SET " + column + " = NULL");

        assertStopped(Records.records(1, 10, 19), column, table + "_SHARDFLOW_GUARD", "drop");
    }

    @Test
    void aGuardRowThatLosesItsIdWhileLoadingIsReportedWithARemedy() throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.execute("UPDATE " + table + "_SHARDFLOW_GUARD SET LEDGER_ID = NULL");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, true, false);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(errors(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("LEDGER_ID", "drop"));
    }

    @Test
    void aLedgerRowWithoutTokenIsReportedWithTableColumnShardAndRemedy() throws Exception {
        load(Records.records(1, 0, 9));
        final String ledger = table + "_SHARDFLOW_LEDGER";
        snowflake.execute(
                "DROP TABLE " + ledger,
                "CREATE TABLE " + ledger + " (STREAM VARCHAR, SHARD VARCHAR, TOKEN VARCHAR, SEQUENCE_NUMBER VARCHAR,"
                        + " SUB_SEQUENCE_NUMBER VARCHAR, COMMITTED_AT TIMESTAMP_LTZ)",
                "INSERT INTO " + ledger + " (STREAM, SHARD) VALUES ('orders', 'shardId-000000000001')");

        assertStopped(Records.records(1, 10, 19), "TOKEN", ledger, "shardId-000000000001", "drop");
    }

    @Test
    void aLedgerThatCannotHoldAPositionKeepsFlowFilesInTheQueue() throws Exception {
        load(Records.records(1, 0, 9));
        final String ledger = table + "_SHARDFLOW_LEDGER";
        snowflake.execute(
                "DROP TABLE " + ledger,
                "CREATE TABLE " + ledger + " (STREAM VARCHAR, SHARD VARCHAR, TOKEN VARCHAR, SEQUENCE_NUMBER VARCHAR(5),"
                        + " SUB_SEQUENCE_NUMBER VARCHAR, COMMITTED_AT TIMESTAMP_LTZ)");

        assertStopped(Records.records(1, 10, 19), ledger, "drop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DELETE FROM %s", "INSERT INTO %s SELECT 'another', TOKEN, LOCKED_BY, TARGET_CREATED FROM %s"})
    void aGuardWithoutRowOrWithSeveralIsReportedWithARemedy(final String change) throws Exception {
        load(Records.records(1, 0, 9));
        snowflake.execute(change.replace("%s", table + "_SHARDFLOW_GUARD"));

        assertStopped(Records.records(1, 10, 19), table + "_SHARDFLOW_GUARD", "row", "drop");
    }

    @Test
    void aTableNameThatCannotBeEvaluatedSendsItsFlowFileToFailureAndStopsNoOther() throws Exception {
        final TestRunner runner = snowflake.runner(table + "_${day:toDate('yyyy-MM-dd', 'UTC'):format('yyyy', 'UTC')}");
        runner.enqueue(Records.records(1, 0, 9), Map.of("day", "someday"));
        runner.enqueue(Records.records(1, 0, 9), Map.of("day", "2026-11-25"));
        runner.run(2);

        runner.assertQueueEmpty();
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.FAILURE))
                .singleElement()
                .satisfies(flowFile -> assertThat(flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                        .contains("Table Name"));
        assertThat(snowflake.count(table + "_2026")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNobodyForesawIsReportedWithoutItsTextAndKeepsFlowFilesInTheQueue(final boolean isError) throws Exception {
        final BrokenPool pool = new BrokenPool(isError);
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.enableControllerService(pool);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(3);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 0);
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(errors(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(table, isError ? "NoClassDefFoundError" : "IllegalStateException", "BrokenPool")
                .doesNotContain("hunter2"));
        assertThat(runner.getLogger().getErrorMessages())
                .allSatisfy(message -> assertThat(message.getThrowable()).isNull());
    }

    private void load(final String records) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(records);
        runner.run();
        assertLoaded(runner, 1);
    }

    private void foreignRow(final String fields) throws Exception {
        snowflake.execute("INSERT INTO " + table + " (KINESISMETADATA) SELECT PARSE_JSON('{" + SHARD + ","
                + fields.replace("\\", "\\\\") + "}') AS M");
    }

    private void position(final String sequence, final String sub) throws Exception {
        final BiFunction<String, String, String> set =
                (column, value) -> column + " = " + (value == null ? "NULL" : "'" + value + "'");
        snowflake.execute("UPDATE " + table + "_SHARDFLOW_LEDGER SET " + set.apply("SEQUENCE_NUMBER", sequence) + ", "
                + set.apply("SUB_SEQUENCE_NUMBER", sub));
    }

    private void assertStopped(final String records, final String... said) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(records, Map.of());
        runner.run();

        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(errors(runner)).singleElement().satisfies(text -> assertThat(text)
                .contains(said));
    }

    private static void assertLoaded(final TestRunner runner, final int flowFiles) {
        assertThat(errors(runner)).isEmpty();
        runner.assertQueueEmpty();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles);
    }

    private static List<String> errors(final TestRunner runner) {
        return runner.getLogger().getErrorMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    /** A pool with a fault of its own. */
    private static final class BrokenPool extends AbstractControllerService implements DBCPService {

        private final boolean isError;

        BrokenPool(final boolean isError) {
            this.isError = isError;
        }

        @Override
        public Connection getConnection() {
            if (isError) {
                throw new NoClassDefFoundError("password=hunter2");
            }
            throw new IllegalStateException("password=hunter2");
        }
    }
}
