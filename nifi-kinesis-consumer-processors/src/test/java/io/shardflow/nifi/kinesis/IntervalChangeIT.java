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
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ScalingType;

/** The stream gets more shards than its intervals are made for while the consumer runs. */
@Tag("long")
class IntervalChangeIT {

    /** The steps of the processor, with the edge at six shards and without the minute's patience. */
    public static final class LowSteps extends ConsumeKinesisStream {
        @Override
        IntervalSteps intervalSteps() {
            return new IntervalSteps(
                    List.of(
                            new IntervalSteps.Step(6, IntervalSteps.STANDARD.of(6)),
                            new IntervalSteps.Step(Integer.MAX_VALUE, IntervalSteps.STANDARD.of(200))),
                    Duration.ofSeconds(1),
                    Duration.ofHours(1));
        }
    }

    @Test
    void readingGoesOnWithOtherIntervalsWithoutARecordTwiceOrABulletin() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            final TestRunner runner = fixture.runner(new LowSteps());
            fixture.put(0, 200);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 200);
            final String worker =
                    fixture.leaseAttribute("shardId-000000000000", "leaseOwner").s();
            fixture.kinesis.updateShardCount(request ->
                    request.streamName(fixture.stream).targetShardCount(8).scalingType(ScalingType.UNIFORM_SCALING));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            int put = 200;
            while (said(runner).isEmpty()) {
                fixture.put(put, put + 20);
                put += 20;
                fixture.awaitRecords(runner, put);
            }
            fixture.put(put, put + 400);
            put += 400;
            assertEquals(ConsumerFixture.range(0, put), ConsumerFixture.numbers(fixture.awaitRecords(runner, put)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> fixture.leaseAttribute("shardId-000000000004", "leaseOwner")
                            .s()
                            .equals(worker));
            assertEquals(1, said(runner).size());
            assertEquals(List.of(), runner.getLogger().getErrorMessages());
            assertEquals(List.of(), runner.getLogger().getWarnMessages());
        }
    }

    private static List<String> said(final TestRunner runner) {
        return runner.getLogger().getInfoMessages().stream()
                .map(LogMessage::getMsg)
                .filter(message -> message.contains("shards to read now"))
                .toList();
    }
}
