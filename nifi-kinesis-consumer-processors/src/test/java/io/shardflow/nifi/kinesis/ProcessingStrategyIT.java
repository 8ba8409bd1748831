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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.nifi.kinesis.settings.BatchProperties;
import io.shardflow.nifi.kinesis.settings.OutputProperties;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import io.shardflow.nifi.kinesis.write.UnreachableRegistryReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strategies other than the default one, on a real stream: what each writes is in the tests of package write. */
@Tag("long")
class ProcessingStrategyIT {

    private static final String SHARD = "shardId-000000000000";

    @Test
    void recordsAreReadAndWrittenAndWhatIsNoneGoesToParseFailure() throws InitializationException {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = recordRunner(fixture, new JsonTreeReader());
            fixture.put(0, 10);
            fixture.putRaw("{oops".getBytes(StandardCharsets.UTF_8));
            fixture.putRaw("{\"n\":10}{\"n\":11}".getBytes(StandardCharsets.UTF_8));
            fixture.putRaw("{\"n\":12,\"text\":\"é\"}".getBytes(StandardCharsets.UTF_8));
            ConsumerFixture.schedule(runner);
            final List<JsonNode> records = fixture.awaitRecords(runner, 13);
            assertEquals(
                    ConsumerFixture.range(0, 13),
                    records.stream().map(record -> record.get("n").asInt()).toList());
            assertEquals("kinesisMetadata", records.getFirst().fieldNames().next());
            assertEquals(records.get(10).get("kinesisMetadata"), records.get(11).get("kinesisMetadata"));
            final List<JsonNode> failed =
                    ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.PARSE_FAILURE));
            assertEquals(1, failed.size());
            assertTrue(failed.getFirst().get("reason").asText().startsWith("the Record Reader cannot read it ("));
            ConsumerFixture.unschedule(runner);
            assertEquals(13, runner.getCounterValue("Records Consumed"));
            assertEquals(1, runner.getCounterValue("Records Parse Failure"));
            assertAllIsCheckpointed(fixture, records.getLast());
        }
    }

    @Test
    void eachRecordIsAFlowFileAndASessionHasABoundedNumberOfThem() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.FLOW_FILE);
            runner.setProperty(OutputProperties.OUTPUT_STRATEGY, OutputStrategy.USE_VALUE);
            runner.setProperty(BatchProperties.MAX_BATCH_DURATION, "0 sec");
            fixture.put(0, 2_500);
            ConsumerFixture.schedule(runner);
            final List<Integer> sessions = new ArrayList<>();
            await().atMost(ConsumerFixture.PATIENCE).until(() -> {
                final int before = ConsumerFixture.count(runner);
                runner.run(1, false, false);
                sessions.add(ConsumerFixture.count(runner) - before);
                return before + sessions.getLast() >= 2_500;
            });
            assertTrue(sessions.stream().allMatch(count -> count <= 1_000), sessions::toString);
            final List<MockFlowFile> flowFiles = runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
            assertEquals(
                    ConsumerFixture.range(0, 2_500).stream()
                            .map(n -> "{\"n\":" + n + "}")
                            .toList(),
                    flowFiles.stream().map(MockFlowFile::getContent).toList());
            ConsumerFixture.unschedule(runner);
            assertEquals(2_500, runner.getCounterValue("Records Consumed"));
            assertEquals(
                    flowFiles.getLast().getAttribute("aws.kinesis.last.sequence.number"),
                    fixture.leaseAttribute(SHARD, "checkpoint").s());
        }
    }

    @Test
    void whileASchemaRegistryIsDownRecordsWaitAndThenComeOnce() throws InitializationException {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final UnreachableRegistryReader reader = new UnreachableRegistryReader();
            final TestRunner runner = recordRunner(fixture, reader);
            fixture.put(0, 5);
            ConsumerFixture.schedule(runner);
            for (int failed = 0; failed < 3; failed++) {
                await().atMost(ConsumerFixture.PATIENCE).until(() -> fails(runner));
            }
            assertEquals(0, ConsumerFixture.count(runner));
            reader.up();
            final List<JsonNode> records = fixture.awaitRecords(runner, 5);
            assertEquals(ConsumerFixture.range(0, 5), ConsumerFixture.numbers(records));
            assertTrue(runner.getFlowFilesForRelationship(ConsumeKinesisStream.PARSE_FAILURE)
                    .isEmpty());
            ConsumerFixture.unschedule(runner);
            assertAllIsCheckpointed(fixture, records.getLast());
        }
    }

    /** Whether a trigger ended with the exception that NiFi makes a bulletin of. */
    private static boolean fails(final TestRunner runner) {
        try {
            runner.run(1, false, false);
            return false;
        } catch (final AssertionError e) {
            assertTrue(e.getMessage().contains("The Record Reader does not reach what it needs"), e.getMessage());
            return true;
        }
    }

    private static TestRunner recordRunner(final ConsumerFixture fixture, final ControllerService reader)
            throws InitializationException {
        final TestRunner runner = fixture.runner();
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService("reader", reader);
        runner.addControllerService("writer", writer);
        runner.setProperty(writer, JsonRecordSetWriter.OUTPUT_GROUPING, JsonRecordSetWriter.OUTPUT_ONELINE);
        runner.enableControllerService(reader);
        runner.enableControllerService(writer);
        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.RECORD);
        runner.setProperty(OutputProperties.RECORD_READER, "reader");
        runner.setProperty(OutputProperties.RECORD_WRITER, "writer");
        return runner;
    }

    private static void assertAllIsCheckpointed(final ConsumerFixture fixture, final JsonNode last) {
        assertEquals(
                last.at("/kinesisMetadata/sequenceNumber").asText(),
                fixture.leaseAttribute(SHARD, "checkpoint").s());
    }
}
