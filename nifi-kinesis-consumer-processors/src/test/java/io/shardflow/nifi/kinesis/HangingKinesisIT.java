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

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kinesis takes calls of GetRecords and answers none; the threads that wait for it cannot be interrupted. */
@Tag("long")
class HangingKinesisIT {

    private static final int SHARDS = 4;
    private static final Duration MORE_THAN_A_POLL = Duration.ofSeconds(2);

    @Test
    void aStopEndsTheCallsAndTheNextStartReadsWhatTheyWouldHaveBrought() {
        try (ConsumerFixture fixture = new ConsumerFixture(SHARDS);
                FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            fixture.put(0, 100);
            final TestRunner runner = ConsumerFixture.runner(
                    fixture.stream, fixture.application, kinesis.uri().toString(), fixture.dynamoDbEndpoint());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            kinesis.on("GetRecords", new Fault.Silence());
            fixture.put(100, 130);
            final AtomicLong last = new AtomicLong();
            await("all calls hang")
                    .atMost(ConsumerFixture.PATIENCE)
                    .pollInterval(MORE_THAN_A_POLL)
                    .until(() -> last.getAndSet(kinesis.calls().get("GetRecords"))
                            == kinesis.calls().get("GetRecords"));
            ConsumerFixture.unschedule(runner);
            assertEquals(
                    List.of(),
                    runner.getLogger().getWarnMessages().stream()
                            .map(LogMessage::getMsg)
                            .filter(said -> said.contains("did not stop in time"))
                            .toList());

            kinesis.clear();
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 130), ConsumerFixture.numbers(fixture.awaitRecords(runner, 130)));
            ConsumerFixture.unschedule(runner);
        }
    }
}
