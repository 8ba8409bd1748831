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
package io.shardflow.nifi.snowflake.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTimesTest {

    @Test
    void pausesDoubleUpToTheLongest() {
        final LoadTimes times = new LoadTimes(Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofSeconds(1));
        assertEquals(Duration.ofMillis(100), times.pause(1));
        assertEquals(Duration.ofMillis(200), times.pause(2));
        assertEquals(Duration.ofMillis(800), times.pause(4));
        assertEquals(Duration.ofSeconds(1), times.pause(5));
        assertEquals(Duration.ofSeconds(1), times.pause(1_000_000));
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        final Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new LoadTimes(second, Duration.ZERO, second));
        assertThrows(IllegalArgumentException.class, () -> new LoadTimes(second, second, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> new LoadTimes(second.negated(), second, second));
    }
}
