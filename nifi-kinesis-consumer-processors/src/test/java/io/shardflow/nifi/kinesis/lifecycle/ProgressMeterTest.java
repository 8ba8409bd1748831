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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

    private static final long EPOCH = 1_800_000_000_000L;

    private long millis;
    private final LongSupplier clock = () -> TimeUnit.MILLISECONDS.toNanos(millis);
    private final ConsumerStatus status = new ConsumerStatus(clock);
    private final ProgressMeter meter = new ProgressMeter(status, clock, () -> EPOCH + millis);

    @Test
    void beforeAnAttemptReadsTheLagIsTheTimeSinceTheStart() {
        millis += 10_000;
        assertEquals(10_000, meter.read().lagMillis());
        meter.begins();
        assertEquals(0, meter.read().lagMillis());
        millis += 4_000;
        assertEquals(4_000, meter.read().lagMillis());
    }

    @Test
    void whileAnAttemptReadsItIsThatOfItsShards() {
        millis += 10_000;
        meter.reads(() -> Map.of("a", EPOCH + 8_000));
        status.holding(Set.of("a"));
        status.read("a", 0);
        assertEquals(2_000, meter.read().lagMillis());
    }

    @Test
    void afterItItIsTheTimeSinceItsEnd() {
        meter.reads(Map::of);
        millis += 3_600_000;
        meter.readsNothing();
        millis += 20_000;
        assertEquals(20_000, meter.read().lagMillis());
    }

    @Test
    void attemptsThatDoNotComeToReadingDoNotMakeItSmaller() {
        meter.begins();
        for (int attempt = 0; attempt < 10; attempt++) {
            millis += 30_000;
            meter.readsNothing();
        }
        assertEquals(300_000, meter.read().lagMillis());
    }
}
