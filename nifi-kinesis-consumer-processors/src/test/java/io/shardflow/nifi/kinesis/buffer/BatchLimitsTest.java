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

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchLimitsTest {

    private static final Duration PER_SHARD = Duration.ofMillis(100);

    @Property
    void aFlowFileIsCutSoonerWhereFewShardsAreRead(
            @ForAll @IntRange(min = 1, max = 5000) final int shards, @ForAll @IntRange(max = 5000) final int most) {
        final BatchLimits limits = new BatchLimits(7, 8, Duration.ofMillis(most), PER_SHARD, 6).forShards(shards);
        assertEquals(
                Math.min(most, shards * PER_SHARD.toMillis()),
                limits.maxDuration().toMillis());
        assertEquals(7, limits.maxBytes());
        assertEquals(8, limits.maxRecords());
        assertEquals(6, limits.enoughBytes());
    }

    @Property
    void aDurationThatIsSetHoldsForAnyNumberOfShards(
            @ForAll @IntRange(min = 1, max = 5000) final int shards, @ForAll @IntRange(max = 5000) final int millis) {
        final BatchLimits limits = new BatchLimits(7, 8, Duration.ofMillis(millis));
        assertEquals(limits, limits.forShards(shards));
    }

    @Property
    void fewShardsTogetherMakeTenFlowFilesASecondAtMost(@ForAll @IntRange(min = 1, max = 10) final int shards) {
        final Duration apart = new BatchLimits(7, 8, Duration.ofSeconds(1), PER_SHARD, 7)
                .forShards(shards)
                .maxDuration();
        assertTrue(shards * 1000L / apart.toMillis() <= 10);
    }
}
