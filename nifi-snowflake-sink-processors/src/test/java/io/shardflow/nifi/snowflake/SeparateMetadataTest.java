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

import io.shardflow.nifi.snowflake.settings.MetadataProperties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metadata in a typed column for each element. */
class SeparateMetadataTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static TestRunner runner(final String table, final String prefix) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(MetadataProperties.COLUMNS, MetadataProperties.SEPARATE);
        runner.setProperty(MetadataProperties.PREFIX, prefix);
        return runner;
    }

    private static void load(final TestRunner runner, final int first, final boolean begin) {
        runner.enqueue(Records.records(1, first, first + 9));
        runner.run(1, false, begin);
    }

    @Test
    void aTableIsMadeAndEachRowIsThereOnce() throws Exception {
        final TestRunner runner = runner("MADE", "KINESIS_");
        load(runner, 0, true);
        load(runner, 10, false);
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(2);

        // After a restart, again.
        final TestRunner restarted = runner("MADE", "KINESIS_");
        load(restarted, 5, true);
        load(restarted, 15, false);

        restarted.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(restarted.getCounterValue("Rows Recognised")).isEqualTo(15);
        assertThat(snowflake.query(
                        "SELECT COUNT(*), COUNT(DISTINCT KINESIS_SEQUENCE_NUMBER), COUNT(DISTINCT ID) FROM MADE"))
                .containsExactly("25|25|25");
        assertThat(snowflake.query(
                        "SELECT KINESIS_STREAM, KINESIS_SHARD_ID, KINESIS_SEQUENCE_NUMBER, KINESIS_SUB_SEQUENCE_NUMBER,"
                                + " KINESIS_APPROXIMATE_ARRIVAL, KINESIS_PARTITION_KEY FROM MADE WHERE ID = 3"))
                .containsExactly("orders|shardId-000000000001|" + Records.sequenceNumber(3) + "|0|"
                        + (Records.ARRIVAL + 3) + "|k");
    }

    @Test
    void anExistingTableIsRecognised() throws Exception {
        snowflake.execute(
                "CREATE TABLE FOUND (STREAM VARCHAR, SHARD_ID VARCHAR, SEQUENCE_NUMBER VARCHAR(200),"
                        + " SUB_SEQUENCE_NUMBER NUMBER(38,0), APPROXIMATE_ARRIVAL NUMBER(38,0), ID NUMBER(38,0), NOTE VARCHAR)");
        snowflake.execute("INSERT INTO FOUND SELECT 'orders', 'shardId-000000000001', '" + Records.sequenceNumber(4)
                + "', NULL, NULL, 4, 'by hand'");
        final TestRunner runner = runner("FOUND", "");
        load(runner, 0, true);
        load(runner, 10, false);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(runner.getCounterValue("Rows Recognised")).isEqualTo(1);
        assertThat(snowflake.count("FOUND")).isEqualTo(20);
    }

    @Test
    void recordsOfOneSequenceNumberAreToldApart() throws Exception {
        final TestRunner runner = runner("AGGREGATED", "KINESIS_");
        runner.enqueue(Records.record(1, 0));
        runner.run(1, false, true);
        final TestRunner restarted = runner("AGGREGATED", "KINESIS_");
        restarted.enqueue(Records.record(1, 0) + "\n"
                + Records.record(1, 0, "\"id\":1").replace("\"subSequenceNumber\":0", "\"subSequenceNumber\":1"));
        restarted.run();

        assertThat(restarted.getCounterValue("Rows Recognised")).isEqualTo(1);
        assertThat(snowflake.query("SELECT KINESIS_SUB_SEQUENCE_NUMBER FROM AGGREGATED ORDER BY 1"))
                .containsExactly("0", "1");
    }

    /** Old rows by the hundred, in micro-partitions of ten. */
    @Test
    void theLookReadsWhatArrivedAroundTheBatch() throws Exception {
        load(runner("OLD", "KINESIS_"), 0, true);
        final long hours = 3_600_000L * 5;
        snowflake.execute("CREATE TABLE PRUNED LIKE OLD");
        snowflake.execute("INSERT INTO PRUNED (KINESIS_STREAM, KINESIS_SHARD_ID, KINESIS_SEQUENCE_NUMBER,"
                + " KINESIS_SUB_SEQUENCE_NUMBER, KINESIS_APPROXIMATE_ARRIVAL) "
                + IntStream.range(0, 300)
                        .mapToObj(number -> "SELECT 'orders', 'shardId-000000000001', '4963%052d', 0, %d"
                                .formatted(number, Records.ARRIVAL - hours))
                        .collect(Collectors.joining(" UNION ALL ")));
        load(runner("PRUNED", "KINESIS_"), 0, true);
        snowflake.control("{\"partitionRows\":10}");
        load(runner("PRUNED", "KINESIS_"), 0, true);

        final Matcher read = Pattern.compile("\"PRUNED\":(\\d+)")
                .matcher(snowflake.control("{}").replaceFirst(".*\"rowsRead\"", ""));
        snowflake.control("{\"partitionRows\":0}");
        assertThat(read.find()).isTrue();
        assertThat(Long.parseLong(read.group(1))).isBetween(1L, 20L);
        assertThat(snowflake.count("PRUNED")).isEqualTo(310);
    }

    @Test
    void aTableWithoutThemIsRefusedWithTheRemedy() throws Exception {
        snowflake.execute("CREATE TABLE LACKING (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR)");
        final TestRunner runner = runner("LACKING", "KINESIS_");
        load(runner, 0, true);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .singleElement()
                .asString()
                .contains("KINESIS_SEQUENCE_NUMBER", "Metadata Columns");
    }

    @Test
    void aFieldThatIsNamedLikeOneOfThemIsRejected() throws Exception {
        final TestRunner runner = runner("CLASH", "KINESIS_");
        runner.enqueue(Records.record(1, 0) + "\n" + Records.record(1, 1, "\"id\":1,\"kinesis_stream\":\"x\""));
        runner.run();

        assertThat(snowflake.query("SELECT ID FROM CLASH")).containsExactly("0");
        assertThat(runner.getFlowFilesForRelationship("rejected")).hasSize(1);
    }
}
