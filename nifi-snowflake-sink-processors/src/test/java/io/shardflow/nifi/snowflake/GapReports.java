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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

/** Starts of shards, and what PutSnowflake tells about them, for tests. */
final class GapReports {

    /** After every commit of these tests, as a reset with LATEST is after what was loaded before it. */
    static final String LATER = "2100-01-01T00:00:00Z";

    private GapReports() {}

    static void load(
            final SnowflakeForTests snowflake,
            final String table,
            final String records,
            final Map<String, String> attributes)
            throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(records, attributes);
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }

    /** Attributes of the first FlowFile of a shard that is read from a time on. */
    static Map<String, String> first(final int shard, final String since) {
        return new HashMap<>(Map.of(
                FlowFileAttributes.STREAM_NAME,
                "orders",
                FlowFileAttributes.SHARD_ID,
                "shardId-00000000000" + shard,
                FlowFileAttributes.START_POSITION,
                since));
    }

    static Instant arrival(final int number) {
        return Instant.ofEpochMilli(Records.ARRIVAL + number);
    }

    static List<String> bulletins(final TestRunner runner) {
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    static void assertNothingTold(final TestRunner runner) throws IOException {
        runner.assertQueueEmpty();
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(bulletins(runner)).isEmpty();
        assertThat(gaps(runner)).isEmpty();
    }

    /** The attribute of each FlowFile that has it, by paths into its JSON. */
    static List<Map<String, String>> gaps(final TestRunner runner) throws IOException {
        final List<Map<String, String>> gaps = new ArrayList<>();
        for (final String json : runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).stream()
                .map(GapReports::gap)
                .filter(Objects::nonNull)
                .toList()) {
            final Map<String, String> values = new HashMap<>();
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                while (parser.nextToken() != null) {
                    if (parser.currentToken().isScalarValue()) {
                        values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                    }
                }
            }
            gaps.add(values);
        }
        return gaps;
    }

    private static String gap(final MockFlowFile flowFile) {
        return flowFile.getAttribute(PutSnowflake.GAP_ATTRIBUTE);
    }
}
