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
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.net.URI;
import java.time.Duration;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Kinesis, or a line to it, that takes longer for a full answer than a silent call is waited for. */
class SlowAnswersIT {

    private static final int RECORDS = 400;

    /** A record takes about 160 bytes: a full answer 16 s, half of one 8 s, a quarter 4 s. */
    private static final int BYTES_PER_SECOND = 4_000;

    @Test
    @Tag("long")
    void whatCannotBeAnsweredInTimeIsAskedForInSmallerPieces() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            fixture.put(0, RECORDS);
            kinesis.on("GetRecords", new Fault.Slowness(BYTES_PER_SECOND));
            final TestRunner runner = ConsumerFixture.runner(
                    fixture.stream, fixture.application, kinesis.uri().toString(), fixture.dynamoDbEndpoint());
            runner.setProperty(ConsumerProperties.MAX_RECORDS_PER_REQUEST, Integer.toString(RECORDS));
            ConsumerFixture.schedule(runner);
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                runner.run(1, false, false);
                return ConsumerFixture.count(runner) >= RECORDS;
            });
            assertEquals(
                    ConsumerFixture.range(0, RECORDS),
                    ConsumerFixture.numbers(
                            ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))));
            ConsumerFixture.unschedule(runner);
        }
    }
}
