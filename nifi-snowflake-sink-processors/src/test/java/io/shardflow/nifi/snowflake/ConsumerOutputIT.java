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

import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the consumer's FlowFiles with each pair of its strategies: the table in output.md. */
@Tag("long")
class ConsumerOutputIT {

    private static final Pattern REASON = Pattern.compile("\"reason\":\"([^\"]*)\"");

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner load(final String table, final String... contents) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return load(runner, contents);
    }

    private static TestRunner load(final TestRunner runner, final String... contents) {
        for (final String content : contents) {
            runner.enqueue(content);
        }
        runner.run();
        return runner;
    }

    @Test
    void injectedInLinesOrAlone() throws Exception {
        load(
                        "INJECTED",
                        Records.record(1, 0) + "\n" + Records.record(1, 1) + "\n",
                        Records.record(1, 2),
                        Records.record(1, 3))
                .assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 3);
        assertThat(snowflake.query("SELECT ID, NOTE FROM INJECTED ORDER BY ID"))
                .containsExactly("0|n0", "1|n1", "2|n2", "3|n3");
    }

    @Test
    void wrappedInLinesOrAlone() throws Exception {
        load(
                        "WRAPPED",
                        Records.record(1, 0, "\"value\":{\"a\":1}") + "\n" + Records.record(1, 1, "\"value\":[2]")
                                + "\n",
                        Records.record(1, 2, "\"value\":3"))
                .assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.query(
                        "SELECT TO_JSON(\"VALUE\") FROM WRAPPED ORDER BY KINESISMETADATA:sequenceNumber::VARCHAR"))
                .containsExactly("{\"a\":1}", "[2]", "3");
    }

    @Test
    void valuesHaveNoPositionAndAreRejected() throws Exception {
        final TestRunner runner = load("ALONE", "{\"id\":1}\n{\"id\":2}\n", "{\"id\":3}", "1,a\n2,b\n", "\u0001\u0002");
        assertThat(reasons(runner))
                .containsExactlyInAnyOrder(
                        "field 'kinesisMetadata' is missing; the ledger needs the position of every record",
                        "field 'kinesisMetadata' is missing; the ledger needs the position of every record",
                        "field 'kinesisMetadata' is missing; the ledger needs the position of every record",
                        "not a JSON object",
                        "not a JSON object",
                        "not a JSON object");
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
    }

    @Test
    void nothingIsLoadedOfNothing() throws Exception {
        load("EMPTY", "").assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }

    @Test
    void anArrayOfARecordWriterNeedsAReader() throws Exception {
        final String array = "[" + Records.record(1, 0) + "," + Records.record(1, 1) + "]";
        final TestRunner without = load("ARRAYS", array);
        without.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, 1);
        assertThat(without.getLogger().getErrorMessages().getFirst().getMsg())
                .contains("set 'Record Reader' to a JsonTreeReader, or 'Output Grouping' of the record writer");
        RecordSets.add(without, new JsonTreeReader(), "reader");
        without.setProperty(SinkProperties.RECORD_READER, "reader");
        without.clearTransferState();
        load(without, array).assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("ARRAYS")).isEqualTo(2);
    }

    @Test
    void twoRecordsOfOnePayloadAreRefusedTogether() throws Exception {
        final TestRunner runner =
                load("TWICE", Records.record(1, 0, "\"id\":1") + "\n" + Records.record(1, 0, "\"id\":2") + "\n");
        runner.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, 1);
        assertThat(runner.getLogger().getErrorMessages().getFirst().getMsg())
                .contains("occurs again with other content; each position may hold one row");
    }

    private static List<String> reasons(final TestRunner runner) {
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).stream()
                .flatMap(flowFile -> REASON.matcher(flowFile.getContent()).results())
                .map(match -> match.group(1))
                .toList();
    }
}
