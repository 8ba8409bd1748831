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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.Emissions;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Aggregates;
import io.shardflow.nifi.kinesis.records.Packing;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.OutputProperties;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** A writer as the properties say, and a session that it writes into. */
final class WriterFixture {

    static final String SHARD = "shardId-000000000001";

    final TestRunner runner = TestRunners.newTestRunner(new ConsumeKinesisStream());
    final MockProcessSession session =
            (MockProcessSession) runner.getProcessSessionFactory().createSession();
    OptionalLong beginsAt = OptionalLong.empty();

    WriterFixture(final ProcessingStrategy processing, final OutputStrategy output) {
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "app");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, processing);
        runner.setProperty(OutputProperties.OUTPUT_STRATEGY, output);
    }

    /** @param properties names and values in turn */
    void services(final ControllerService reader, final ControllerService writer, final String... properties)
            throws Exception {
        runner.addControllerService("reader", reader);
        runner.addControllerService("writer", writer);
        for (int i = 0; i < properties.length; i += 2) {
            runner.setProperty(writer, properties[i], properties[i + 1]);
        }
        runner.enableControllerService(reader);
        runner.enableControllerService(writer);
        runner.setProperty(OutputProperties.RECORD_READER, "reader");
        runner.setProperty(OutputProperties.RECORD_WRITER, "writer");
    }

    /** Writes the payloads, which get the sequence numbers 0, 1, …, without a commit. */
    Written write(final byte[]... payloads) {
        final List<BufferedRecord> records = new ArrayList<>();
        for (int i = 0; i < payloads.length; i++) {
            records.add(new BufferedRecord(
                    new Position(Integer.toString(i), 0),
                    "key" + i,
                    1_700_000_000_000L + i,
                    payloads[i],
                    Optional.empty()));
        }
        return write(records);
    }

    Written write(final String... payloads) {
        final byte[][] bytes = new byte[payloads.length][];
        for (int i = 0; i < payloads.length; i++) {
            bytes[i] = utf8(payloads[i]);
        }
        return write(bytes);
    }

    Written write(final List<BufferedRecord> records) {
        runner.assertValid();
        return FlowFileWriter.of(ConsumerSettings.of(runner.getProcessContext()))
                .transfer(session, Emissions.first(SHARD, beginsAt, records));
    }

    /** One aggregated record of sequence number 7. */
    static BufferedRecord aggregated(final String... payloads) {
        return new BufferedRecord(
                new Position("7", payloads.length - 1),
                "a",
                1_700_000_000_007L,
                Aggregates.aggregate(List.of(payloads)).array(),
                Optional.of(new Packing(payloads.length, 0, Optional.empty())));
    }

    List<MockFlowFile> flowFiles(final Relationship relationship) {
        session.commitAsync();
        return session.getFlowFilesForRelationship(relationship);
    }

    List<String> contents(final Relationship relationship) {
        return flowFiles(relationship).stream()
                .map(flowFile -> new String(flowFile.toByteArray(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What is written first for the record of that sequence number, as {@link #write} puts it. */
    static String metadata(final int sequenceNumber) {
        return "\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"" + SHARD + "\",\"approximateArrival\":"
                + (1_700_000_000_000L + sequenceNumber) + ",\"partitionKey\":\"key" + sequenceNumber
                + "\",\"sequenceNumber\":\"" + sequenceNumber
                + "\",\"subSequenceNumber\":0,\"shardedSequenceNumber\":\""
                + sequenceNumber + "0".repeat(20) + "\"}";
    }

    static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
