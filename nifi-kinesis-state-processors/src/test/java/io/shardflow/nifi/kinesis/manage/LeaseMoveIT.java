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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.faults.ProxiedCall;
import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.BatchProperties;
import io.shardflow.nifi.snowflake.PutSnowflake;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leases of a node that does not reach DynamoDB move to another one, which reads again what the first had not noted as read. The
 * FlowFiles of the first come to the table last, and overlap with those of the second. Here because only this module's tests have both
 * processors. Elsewhere: a node that is killed (TakeOverIT of the consumer, ClusterIT of the system tests).
 */
@Tag("long")
class LeaseMoveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TABLE = "MOVED";

    private static SinkFixture snowflake;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        snowflake = new SinkFixture(folder);
    }

    @AfterAll
    static void stop() {
        snowflake.close();
    }

    /** A consumer and a sink, and which of the FlowFiles of the one the other has. */
    private static final class Node implements AutoCloseable {
        private final TestRunner consumer;
        private final TestRunner sink;
        private int loaded;

        Node(final StateFixture fixture, final String dynamoDb, final int recordsPerFlowFile)
                throws InitializationException {
            consumer = StateFixture.runner(fixture.stream, fixture.application, fixture.kinesisEndpoint(), dynamoDb);
            consumer.setProperty(BatchProperties.MAX_BATCH_RECORDS, Integer.toString(recordsPerFlowFile));
            sink = snowflake.sink(TABLE);
            sink.run(1, false, true);
            StateFixture.schedule(consumer);
        }

        Set<Integer> delivered() {
            return new HashSet<>(StateFixture.numbers(StateFixture.records(consumer)));
        }

        /** Triggers until all of these have been delivered. */
        void awaitDelivered(final int from, final int to) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                consumer.run(1, false, false);
                return delivered().containsAll(StateFixture.range(from, to));
            });
        }

        /** Triggers until the table knows of all that was delivered. */
        void awaitCheckpointed(final StateFixture fixture) {
            final Map<String, String> last = new HashMap<>();
            consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)
                    .forEach(flowFile -> last.put(
                            flowFile.getAttribute("aws.kinesis.shard.id"),
                            flowFile.getAttribute("aws.kinesis.last.sequence.number")));
            await().atMost(PATIENCE).until(() -> {
                consumer.run(1, false, false);
                return last.entrySet().stream().allMatch(shard -> fixture.leaseAttribute(shard.getKey(), "checkpoint")
                        .s()
                        .equals(shard.getValue()));
            });
        }

        /** Loads its next FlowFiles, one after the other. @param most of them */
        void load(final int most) {
            final List<MockFlowFile> all = consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
            final int last = (int) Math.min(all.size(), (long) loaded + most);
            for (final MockFlowFile flowFile : all.subList(loaded, last)) {
                sink.enqueue(flowFile.toByteArray());
                await().atMost(PATIENCE).until(() -> {
                    sink.run(1, false, false);
                    return sink.isQueueEmpty();
                });
            }
            loaded = last;
            sink.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, loaded);
        }

        @Override
        public void close() {
            StateFixture.unschedule(consumer);
            sink.stop();
        }
    }

    private static Optional<Fault.Refusal> refuseCheckpoints(final ProxiedCall call) {
        return call.operation().equals("UpdateItem")
                        && new String(call.body(), StandardCharsets.UTF_8).contains("\"checkpoint\":")
                ? Optional.of(new Fault.Refusal(400, "ProvisionedThroughputExceededException", "Rate exceeded"))
                : Optional.empty();
    }

    @Test
    void whatTheOldOwnerReadComesLastAndOverlapsAndEachRecordIsInTheTableOnce() throws Exception {
        try (StateFixture fixture = new StateFixture(2);
                FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
                Node old = new Node(fixture, dynamoDb.uri().toString(), 10)) {
            fixture.put(0, 100);
            old.awaitDelivered(0, 100);
            old.awaitCheckpointed(fixture);
            old.load(3);

            dynamoDb.judge(LeaseMoveIT::refuseCheckpoints);
            fixture.put(100, 200);
            old.awaitDelivered(100, 200);
            dynamoDb.refuseConnections();
            try (Node heir = new Node(fixture, fixture.dynamoDbEndpoint(), 7)) {
                heir.awaitDelivered(100, 200);
                fixture.put(200, 300);
                heir.awaitDelivered(200, 300);
                heir.load(Integer.MAX_VALUE);
                assertThat(snowflake.numbers(TABLE))
                        .as("some of the old owner's records are not there yet, the heir's are")
                        .doesNotHaveDuplicates()
                        .containsAll(heir.delivered())
                        .hasSizeLessThan(300);

                old.load(Integer.MAX_VALUE);
                assertThat(snowflake.numbers(TABLE)).isEqualTo(StateFixture.range(0, 300));

                dynamoDb.judge(call -> Optional.empty());
                dynamoDb.clear();
                fixture.put(300, 400);
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                    old.consumer.run(1, false, false);
                    heir.consumer.run(1, false, false);
                    final Set<Integer> both = old.delivered();
                    both.addAll(heir.delivered());
                    return both.containsAll(StateFixture.range(0, 400));
                });
                heir.load(Integer.MAX_VALUE);
                old.load(Integer.MAX_VALUE);
                assertThat(snowflake.numbers(TABLE)).isEqualTo(StateFixture.range(0, 400));
            }
        }
    }
}
