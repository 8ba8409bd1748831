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
package io.shardflow.nifi.kinesis.retrieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnswerSizeTest {

    /** Longer than a call is waited for, in microseconds. */
    private static final long SILENCE = 8_000_000;

    /** From one record to the most: halves and doubles. */
    private static final int STEPS = 14;

    /** Of trials that end in silence, until the patience is full. */
    private static final int LESSONS = 8;

    /** A service that needs a time for each call and a time for each record, in microseconds. */
    private record Service(long fixed, long perRecord) {

        boolean answers(final int records) {
            return fixed + perRecord * records < SILENCE;
        }

        int fits(final int most) {
            return perRecord == 0 ? most : (int) Math.min(most, (SILENCE - 1 - fixed) / perRecord);
        }
    }

    @Test
    void asksForAsManyAsAreSetUntilACallIsNotAnswered() {
        final AnswerSize size = new AnswerSize(1000);
        assertEquals(1000, size.records());
        size.answered();
        assertEquals(1000, size.records());
    }

    @Test
    void asksForHalfAfterEachSilenceAndAlwaysForARecord() {
        final AnswerSize size = new AnswerSize(1000);
        size.unanswered();
        assertEquals(500, size.records());
        for (int i = 0; i < 20; i++) {
            size.unanswered();
        }
        assertEquals(1, size.records());
    }

    @Test
    void asksForAsManyAsAreSetAgainSoonAfterAnOutage() {
        final AnswerSize size = new AnswerSize(10_000);
        for (int i = 0; i < 20; i++) {
            size.unanswered();
        }
        for (int i = 0; i < STEPS; i++) {
            size.answered();
        }
        assertEquals(10_000, size.records());
    }

    @Test
    void aSizeThatIsNotAnsweredIsTriedAgainAfterTwiceAsManyAnswersEachTime() {
        final AnswerSize size = new AnswerSize(1000);
        size.unanswered();
        for (int patience = 1; patience <= 4; patience *= 2) {
            for (int i = 0; i < patience; i++) {
                assertEquals(500, size.records());
                size.answered();
            }
            assertEquals(1000, size.records());
            size.unanswered();
        }
    }

    /** The setting need not be twice a size: one less than it may fit. */
    @Test
    void aTrialThatEndsInSilenceEndsWithTheSizeBeforeIt() {
        final AnswerSize size = new AnswerSize(13);
        for (final int asked : new int[] {13, 6, 12, 13, 12, 12, 13, 12}) {
            assertEquals(asked, size.records());
            if (asked > 12) {
                size.unanswered();
            } else {
                size.answered();
            }
        }
    }

    /** Whatever came before, and whether the time lies in the call or in the records. */
    @Property
    void comesToWhatFitsAndStaysThere(
            @ForAll @Size(max = 600) final List<Boolean> before,
            @ForAll @IntRange(min = 1, max = 10_000) final int most,
            @ForAll @IntRange(max = 7_000_000) final int fixed,
            @ForAll @IntRange(max = 900_000) final int perRecord) {
        final Service service = new Service(fixed, perRecord);
        final AnswerSize size = new AnswerSize(most);
        before.forEach(answered -> {
            if (answered) {
                size.answered();
            } else {
                size.unanswered();
            }
        });
        final int soon = 2 * AnswerSize.MOST_PATIENCE + STEPS * 2 + LESSONS;
        for (int call = 0; call < soon + 2000; call++) {
            final int records = size.records();
            if (service.answers(records)) {
                final int fits = service.fits(most);
                assertTrue(
                        call < soon || 2 * records > fits || records == most,
                        "call " + call + " asks for " + records + " where " + fits + " fit");
                size.answered();
            } else {
                size.unanswered();
            }
        }
    }

    @Property
    void fewCallsAskForMoreThanFit(
            @ForAll @IntRange(min = 1, max = 10_000) final int most,
            @ForAll @IntRange(max = 7_000_000) final int fixed,
            @ForAll @IntRange(max = 900_000) final int perRecord,
            @ForAll @IntRange(min = 1, max = 5_000) final int calls) {
        final Service service = new Service(fixed, perRecord);
        final AnswerSize size = new AnswerSize(most);
        int silences = 0;
        for (int call = 0; call < calls; call++) {
            if (service.answers(size.records())) {
                size.answered();
            } else {
                silences++;
                size.unanswered();
            }
        }
        assertTrue(
                silences <= STEPS + LESSONS + calls / AnswerSize.MOST_PATIENCE,
                silences + " of " + calls + " calls were not answered");
    }
}
