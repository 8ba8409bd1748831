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
package io.shardflow.nifi.kinesis.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.status.ConsumerStatus.ShardView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardLagTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final OptionalLong ALL_COMMITTED = OptionalLong.empty();

    @Test
    void aShardThatWasReadToItsTipAndIsCommittedHasNone() {
        assertEquals(0, lag(answered(0, 0), ALL_COMMITTED));
        assertEquals(0, lag(answered(0, 4_999), ALL_COMMITTED), "an ordinary pause between two answers");
    }

    @Test
    void whatWasFetchedAndIsNotCommittedIsAsOldAsItsArrivalSays() {
        assertEquals(7_000, lag(answered(0, 300), OptionalLong.of(NOW - 7_000)));
    }

    @Test
    void aShardThatIsBehindIsAsFarAsItsLastAnswerSaidAndTheTimeSince() {
        assertEquals(60_400, lag(answered(60_000, 400), ALL_COMMITTED));
    }

    @Test
    void theOlderOfBothCounts() {
        assertEquals(60_400, lag(answered(60_000, 400), OptionalLong.of(NOW - 1_000)));
        assertEquals(90_000, lag(answered(60_000, 400), OptionalLong.of(NOW - 90_000)));
    }

    @Test
    void aShardOfWhichNothingIsHeardMayHaveARecordSinceItsLastAnswer() {
        assertEquals(5_000, lag(answered(0, 5_000), ALL_COMMITTED));
        assertEquals(600_000, lag(answered(0, 600_000), ALL_COMMITTED));
    }

    @Test
    void aShardThatHasNeverAnsweredIsBehindSinceItWasTaken() {
        final ShardView silent = new ShardView(
                "a",
                true,
                Duration.ofSeconds(30),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
        assertEquals(30_000, lag(silent, ALL_COMMITTED));
    }

    @Test
    void aClockThatIsBehindThatOfKinesisMakesNoNegativeLag() {
        assertEquals(0, lag(answered(0, 300), OptionalLong.of(NOW + 60_000)));
    }

    @Property
    void withoutAnAnswerAndACommitItGrowsAsTimePasses(
            @ForAll @IntRange(max = 86_400_000) final int behind,
            @ForAll @IntRange(max = 86_400_000) final int oldest,
            @ForAll @IntRange(max = 86_400_000) final int silent,
            @ForAll @IntRange(min = 1, max = 86_400_000) final int more) {
        final long before = lag(answered(behind, silent), OptionalLong.of(NOW - oldest));
        final ShardLag after = ShardLag.of(answered(behind, silent + more), OptionalLong.of(NOW - oldest), NOW + more);
        assertTrue(before >= oldest);
        assertTrue(after.millis() >= before + more, () -> before + " then " + after);
    }

    @Property
    void silenceOfMoreThanFiveSecondsIsLag(
            @ForAll @IntRange(max = 86_400_000) final int behind,
            @ForAll @IntRange(min = 5_000, max = 86_400_000) final int silent) {
        assertEquals((long) behind + silent, lag(answered(behind, silent), ALL_COMMITTED));
    }

    private static long lag(final ShardView shard, final OptionalLong oldestArrival) {
        return ShardLag.of(shard, oldestArrival, NOW).millis();
    }

    private static ShardView answered(final long behindMillis, final long sinceMillis) {
        return new ShardView(
                "a",
                true,
                Duration.ofMillis(sinceMillis + 1_000),
                Optional.of(Duration.ofMillis(sinceMillis)),
                OptionalLong.of(behindMillis),
                Optional.empty(),
                Optional.empty());
    }
}
