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
package io.shardflow.nifi.kinesis.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BufferSizingTest {

    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void theDefaultBufferIsEnoughFor96ShardsAndNotFor200() {
        assertEquals(6, BufferSizing.callsAtOnce(100 * MEGABYTE, 10_000));
        assertEquals(OptionalLong.empty(), BufferSizing.needed(100 * MEGABYTE, 10_000, 96));
        assertTrue(BufferSizing.needed(100 * MEGABYTE, 10_000, 200).isPresent());
    }

    @Test
    void whatIsPushedExceedsTheBufferByTwoEventsOfEachShard() {
        assertEquals(140 * MEGABYTE, BufferSizing.pushedBound(100 * MEGABYTE, 10));
    }

    @Property
    void whatIsSaidToBeNeededIsEnough(
            @ForAll @LongRange(min = 16 * MEGABYTE, max = 4096 * MEGABYTE) final long budget,
            @ForAll @IntRange(min = 1, max = 10_000) final int maxRecords,
            @ForAll @IntRange(min = 1, max = 2_000) final int shards) {
        final long needed = BufferSizing.needed(budget, maxRecords, shards).orElse(budget);
        assertTrue(needed >= budget);
        assertEquals(OptionalLong.empty(), BufferSizing.needed(needed, maxRecords, shards));
    }
}
