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

import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

class ConsumeKinesisStreamIT {

    @Test
    void readsAFreshApplicationFromTheOldestRecordAndGoesOnAfterARestart() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            fixture.put(0, 1000);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 1000);
            ConsumerFixture.unschedule(runner);
            fixture.put(1000, 2000);
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 2000), ConsumerFixture.numbers(fixture.awaitRecords(runner, 2000)));
            runner.getLogger().getInfoMessages().forEach(message -> System.out.println(message.getMsg()));
        }
    }
}
