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

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

/** A consumer in a process of its own that shares the stream with others, and prints shard and number of each record. */
final class SharingConsumer {

    private SharingConsumer() {}

    /** @param args stream, application, endpoint of Kinesis, endpoint of DynamoDB, persisted part of the worker id */
    public static void main(final String[] args) {
        final TestRunner runner = ConsumerFixture.runner(args[0], args[1], args[2], args[3]);
        ConsumerFixture.workerId(runner, args[4]);
        ConsumerFixture.schedule(runner);
        while (true) {
            runner.run(1, false, false);
            final List<MockFlowFile> flowFiles = runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
            for (final JsonNode record : ConsumerFixture.records(flowFiles)) {
                System.out.println(record.at("/kinesisMetadata/shardId").asText() + " "
                        + record.get("n").asInt());
            }
            runner.clearTransferState();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
