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

import static io.shardflow.nifi.snowflake.GapReports.LATER;
import static io.shardflow.nifi.snowflake.GapReports.arrival;
import static io.shardflow.nifi.snowflake.GapReports.assertNothingTold;
import static io.shardflow.nifi.snowflake.GapReports.bulletins;
import static io.shardflow.nifi.snowflake.GapReports.first;
import static io.shardflow.nifi.snowflake.GapReports.gaps;
import static io.shardflow.nifi.snowflake.GapReports.load;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.util.Map;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What PutSnowflake tells of a gap when rows, ledger or attributes are not as it made them. */
class GapReportOddsTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @Test
    void theArrivalOfARowThatSomebodyDeletedIsNotKnown() throws Exception {
        load(snowflake, "DELETED", Records.records(1, 0, 9), Map.of());
        snowflake.execute("DELETE FROM DELETED WHERE KINESISMETADATA:sequenceNumber::VARCHAR >= '"
                + Records.sequenceNumber(5) + "'");
        final TestRunner runner = snowflake.runner("DELETED");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9) + " (arrival not known)"));
    }

    @Test
    void rowsOfSomebodyElseThatHaveNoPositionStopNothing() throws Exception {
        load(snowflake, "STRANGERS", Records.records(1, 0, 9), Map.of());
        snowflake.execute("INSERT INTO STRANGERS (KINESISMETADATA) SELECT PARSE_JSON('{\"stream\":\"orders\","
                + "\"shardId\":\"shardId-000000000001\",\"sequenceNumber\":\"" + "z".repeat(60) + "\"}')");
        snowflake.execute("INSERT INTO STRANGERS (KINESISMETADATA) SELECT PARSE_JSON('{\"stream\":\"orders\","
                + "\"shardId\":\"shardId-000000000002\"}')");
        final TestRunner runner = snowflake.runner("STRANGERS");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.enqueue(Records.records(2, 20, 29), first(2, LATER));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(
                        "shardId-000000000001: last " + Records.sequenceNumber(9) + " (arrived " + arrival(9) + ")",
                        "shardId-000000000002: no earlier row was found"));
    }

    @Test
    void aLedgerRowOfAnotherShardThatHasNoPositionStopsNothing() throws Exception {
        load(snowflake, "STRAY", Records.records(1, 0, 9), Map.of());
        snowflake.execute("INSERT INTO STRAY_SHARDFLOW_LEDGER (STREAM, SHARD, TOKEN, SEQUENCE_NUMBER)"
                + " VALUES ('orders', 'shardId-000000000007', 'somebody', 'by hand')");
        final TestRunner runner = snowflake.runner("STRAY");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9)));
    }

    @Test
    void withoutALedgerTheTableIsAsked() throws Exception {
        load(snowflake, "NO_LEDGER", Records.records(1, 0, 9), Map.of());
        snowflake.execute("DROP TABLE NO_LEDGER_SHARDFLOW_LEDGER", "DROP TABLE NO_LEDGER_SHARDFLOW_GUARD");
        final TestRunner runner = snowflake.runner("NO_LEDGER");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9) + " (arrived " + arrival(9) + ")"));
    }

    @Test
    void attributesThatSayNothingUsableAreIgnored() throws Exception {
        load(snowflake, "ODD", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("ODD");
        runner.enqueue(Records.records(1, 20, 29), first(1, "yesterday'; DROP TABLE ODD"));
        runner.enqueue(Records.records(1, 30, 39), first(2, LATER));
        final Map<String, String> withoutShard = first(1, LATER);
        withoutShard.remove(FlowFileAttributes.SHARD_ID);
        runner.enqueue(Records.records(1, 40, 49), withoutShard);
        runner.run();

        assertNothingTold(runner);
        assertThat(snowflake.count("ODD")).isEqualTo(40);
    }

    @Test
    void whatCannotBeFoundOutIsSaidOnceAndNotClaimed() throws Exception {
        snowflake.execute("CREATE TABLE UNKNOWABLE (ID VARIANT, NOTE VARIANT)");
        final TestRunner runner = snowflake.runner("UNKNOWABLE");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        for (int i = 0; i < 2; i++) {
            runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
            runner.run(1, false, i == 0);
        }

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(
                        "Whether table \"UNKNOWABLE\" has a gap could not be found out",
                        "shardId-000000000001: first " + Records.sequenceNumber(20),
                        "has no column KINESISMETADATA"));
        assertThat(gaps(runner)).isEmpty();
    }
}
