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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A stream that is given by its ARN. The local Kinesis keeps accounts apart. */
@Tag("long")
class StreamArnIT {

    private static final String OTHER_ACCOUNT = "111111111111";

    private static final String ON_STREAM = """
            {"Statement": [{"Effect": "Allow", "Resource": "%s", "Action": ["kinesis:DescribeStreamSummary", \
            "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"]}]}""";

    @Test
    void ofAnotherAccountItIsReadThroughASplitAndGoesOnFromItsCheckpoints() {
        try (ConsumerFixture fixture = new ConsumerFixture(0);
                KinesisClient owner = LocalAws.kinesis(URI.create(fixture.kinesisEndpoint()), OTHER_ACCOUNT);
                FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            LocalAws.createStream(owner, fixture.stream, 1);
            final String arn = arn(OTHER_ACCOUNT, fixture.stream);
            final TestRunner runner = ConsumerFixture.runner(
                    fixture.stream, fixture.application, kinesis.uri().toString(), fixture.dynamoDbEndpoint());
            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "there is no stream \"" + fixture.stream + "\"");
            ConsumerFixture.unschedule(runner);

            runner.setProperty(ConsumerProperties.STREAM_NAME, arn);
            final Gate gate =
                    Gate.naming(Policy.parse(ON_STREAM.formatted(arn))).guard(kinesis);
            put(owner, fixture.stream, 0, 20);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 20);
            owner.splitShard(request -> request.streamName(fixture.stream)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey(BigInteger.TWO.pow(127).toString()));
            LocalAws.awaitActive(owner, fixture.stream);
            put(owner, fixture.stream, 20, 60);
            fixture.awaitRecords(runner, 60);
            ConsumerFixture.unschedule(runner);
            put(owner, fixture.stream, 60, 80);
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 80), ConsumerFixture.numbers(fixture.awaitRecords(runner, 80)));
            ConsumerFixture.unschedule(runner);

            final List<MockFlowFile> flowFiles = runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
            flowFiles.forEach(flowFile -> flowFile.assertAttributeEquals("aws.kinesis.stream.name", fixture.stream));
            ConsumerFixture.records(flowFiles)
                    .forEach(record -> assertEquals(
                            fixture.stream,
                            record.path("kinesisMetadata").path("stream").asText()));
            assertEquals(
                    arn, fixture.leaseAttribute("Migration3.0", "sfStreamArn").s());
            assertEquals(Set.of(), gate.refused(), "every call is on the ARN");
            assertEquals(
                    gate.seen().keySet(), Policy.parse(ON_STREAM.formatted(arn)).grants());
        }
    }

    @Test
    void aTableThatWasBegunWithTheNameGoesOnWithTheArnAndTheOtherWayRound() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            int records = 0;
            for (final String named : List.of(fixture.stream, arn(LocalAws.ACCOUNT, fixture.stream), fixture.stream)) {
                runner.setProperty(ConsumerProperties.STREAM_NAME, named);
                fixture.put(records, records + 20);
                records += 20;
                ConsumerFixture.schedule(runner);
                fixture.awaitRecords(runner, records);
                ConsumerFixture.unschedule(runner);
            }
            assertEquals(ConsumerFixture.range(0, records), ConsumerFixture.numbers(ConsumerFixture.records(runner)));
        }
    }

    private static String arn(final String account, final String stream) {
        return "arn:aws:kinesis:%s:%s:stream/%s".formatted(LocalAws.REGION.id(), account, stream);
    }

    private static void put(final KinesisClient owner, final String stream, final int from, final int to) {
        for (int n = from; n < to; n++) {
            final int number = n;
            owner.putRecord(request -> request.streamName(stream)
                    .partitionKey("key-" + number)
                    .data(SdkBytes.fromUtf8String("{\"n\":" + number + "}")));
        }
    }
}
