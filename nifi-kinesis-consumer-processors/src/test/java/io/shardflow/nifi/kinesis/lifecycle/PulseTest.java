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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PulseTest {

    /** What a look at the given time sees of a worker that reports every so many milliseconds, in full seconds. */
    private static long report(final long lookMillis, final long everyMillis) {
        return 1_000_000 + lookMillis / everyMillis * everyMillis / 1000;
    }

    @Property
    void aWorkerThatReportsInTimeIsNeverTakenForDead(
            @ForAll @IntRange(min = 1000, max = 60_000) final int everyMillis,
            @ForAll @Size(300) final List<@IntRange(min = 900, max = 1100) Integer> looks) {
        final Pulse pulse = Pulse.ofAnyRhythm(4);
        long now = 0;
        for (final int look : looks) {
            now += look;
            assertFalse(pulse.isDead(report(now, everyMillis)));
        }
    }

    @Property
    void aWorkerThatReportedEveryOneAndAHalfSecondsIsTakenForDeadAfterFourLooks(
            @ForAll @IntRange(min = 5, max = 100) final int alive, @ForAll @IntRange(max = 999) final int phase) {
        final Pulse pulse = Pulse.ofAnyRhythm(4);
        for (int look = 0; look <= alive; look++) {
            pulse.isDead(report(phase + 1000L * look, 1500));
        }
        final long last = report(phase + 1000L * alive, 1500);
        int unchanged = last == report(phase + 1000L * (alive - 1), 1500) ? 1 : 0;
        while (unchanged < 3) {
            assertFalse(pulse.isDead(last));
            unchanged++;
        }
        assertTrue(pulse.isDead(last));
    }

    @Test
    void aWorkerNeverSeenToReportIsNotJudged() {
        final Pulse pulse = Pulse.ofAnyRhythm(4);
        for (int look = 0; look < 1000; look++) {
            assertFalse(pulse.isDead(17));
        }
    }

    @Test
    void aWorkerOfKnownRhythmThatNeverReportsIsTakenForDeadAfterFourLooksMore() {
        final Pulse pulse = Pulse.ofKnownRhythm(4);
        for (int look = 0; look < 4; look++) {
            assertFalse(pulse.isDead(17));
        }
        assertTrue(pulse.isDead(17));
    }

    @Property
    void aWorkerOfKnownRhythmThatReportsInTimeIsNeverTakenForDead(
            @ForAll @IntRange(min = 1000, max = 1900) final int everyMillis,
            @ForAll @Size(300) final List<@IntRange(min = 900, max = 1100) Integer> looks) {
        final Pulse pulse = Pulse.ofKnownRhythm(4);
        long now = 0;
        for (final int look : looks) {
            now += look;
            assertFalse(pulse.isDead(report(now, everyMillis)));
        }
    }

    @Test
    void aPauseMakesTheWatcherPatientOnlyForAWhile() {
        final Pulse pulse = Pulse.ofAnyRhythm(4);
        for (long report = 1; report < 10; report++) {
            pulse.isDead(report);
        }
        for (int look = 0; look < 3; look++) {
            assertFalse(pulse.isDead(9));
        }
        for (long report = 10; report < 20; report++) {
            assertFalse(pulse.isDead(report));
        }
        for (int look = 0; look < 3; look++) {
            assertFalse(pulse.isDead(19));
        }
        assertTrue(pulse.isDead(19));
    }
}
