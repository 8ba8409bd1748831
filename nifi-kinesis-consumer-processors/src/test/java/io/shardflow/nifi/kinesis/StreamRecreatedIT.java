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

import io.shardflow.localstack.aws.LocalAws;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** The stream is deleted and made anew, under its old name, while the processor runs. */
class StreamRecreatedIT {

    private static final int SHARDS = 2;

    /** Shards of the new stream have the names of the old one's, so that its checkpoints seem to fit. */
    @Test
    void everyRecordOfTheNewStreamLandsAfterTheOperatorDidAsTold() {
        try (ConsumerFixture fixture = new ConsumerFixture(SHARDS)) {
            fixture.put(0, 100);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            recreate(fixture);
            fixture.put(1000, 1100);
            ConsumerFixture.awaitError(runner, "delete its DynamoDB table");
            ConsumerFixture.unschedule(runner);
            for (int i = 0; i < SHARDS; i++) {
                assertEquals(
                        false,
                        "SHARD_END"
                                .equals(fixture.leaseAttribute("shardId-00000000000" + i, "checkpoint")
                                        .s()),
                        "a shard of the old stream is not taken for finished");
            }

            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "holds the checkpoints of another stream");
            ConsumerFixture.unschedule(runner);

            fixture.dynamoDb.deleteTable(request -> request.tableName(fixture.application));
            runner.clearTransferState();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            final Set<Integer> seen = new HashSet<>(ConsumerFixture.numbers(
                    ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))));
            assertEquals(new HashSet<>(ConsumerFixture.range(1000, 1100)), seen);
        }
    }

    private static void recreate(final ConsumerFixture fixture) {
        fixture.kinesis.deleteStream(request -> request.streamName(fixture.stream));
        await("the stream is gone").atMost(Duration.ofSeconds(60)).until(() -> isGone(fixture));
        LocalAws.createStream(fixture.kinesis, fixture.stream, SHARDS);
    }

    private static boolean isGone(final ConsumerFixture fixture) {
        try {
            fixture.kinesis.describeStreamSummary(request -> request.streamName(fixture.stream));
            return false;
        } catch (final ResourceNotFoundException e) {
            return true;
        }
    }
}
