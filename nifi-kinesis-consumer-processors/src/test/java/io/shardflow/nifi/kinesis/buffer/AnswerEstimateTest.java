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

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AnswerEstimateTest {

    private static final long MOST = 15_000_000;

    private final AnswerEstimate estimate = new AnswerEstimate(MOST);

    @Test
    void theFirstAnswerMayBeAsLargeAsAnyAndTheNextTwiceAsLargeAsItWas() {
        assertEquals(MOST, estimate.expected());
        estimate.answered(1_000_000);
        assertEquals(2_000_000, estimate.expected());
    }

    @Test
    void aLargeAnswerIsExpectedAtOnceAndForgottenByAndBy() {
        estimate.answered(1_000_000);
        estimate.answered(4_000_000);
        assertEquals(8_000_000, estimate.expected());
        estimate.answered(1_000_000);
        assertEquals(6_000_000, estimate.expected());
        for (int i = 0; i < 20; i++) {
            estimate.answered(1_000_000);
        }
        assertEquals(2_000_000, estimate.expected());
    }

    @Property
    void whatIsExpectedIsNoMoreThanAnAnswerCanTakeAndNeverNothing(
            @ForAll @LongRange(max = 2 * MOST) final long first, @ForAll @LongRange(max = 2 * MOST) final long second) {
        final AnswerEstimate any = new AnswerEstimate(MOST);
        any.answered(first);
        any.answered(second);
        assertTrue(any.expected() >= Math.min(MOST, second));
        assertTrue(any.expected() >= AnswerEstimate.LEAST && any.expected() <= MOST);
    }
}
