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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.settings.BatchLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

/** Times are seconds after an arbitrary one. */
class BatchGateTest {

    private static final long AGE = 300;
    private static final BatchLimits LIMITS = new BatchLimits(Duration.ofSeconds(AGE), 1000, 5000, 2000);

    private final BatchGate gate = new BatchGate(LIMITS);
    private final List<MockFlowFile> queue = new ArrayList<>();

    private static long millis(final long second) {
        return 1_795_000_000_000L + second * 1000;
    }

    private void came(final long second, final String table, final int bytes, final String records) {
        final MockFlowFile flowFile = new MockFlowFile(queue.size());
        flowFile.setLastEnqueuedDate(millis(second));
        flowFile.setData(new byte[bytes]);
        flowFile.putAttributes(
                records == null ? Map.of("table", table) : Map.of("table", table, "record.count", records));
        queue.add(flowFile);
    }

    private void came(final long second) {
        came(second, "T", 1, null);
    }

    private QueueSurvey look() {
        final QueueSurvey survey = new QueueSurvey(flowFile -> flowFile.getAttribute("table"), gate.lastBefore());
        queue.forEach(
                flowFile -> assertThat(survey.filter(flowFile)).isEqualTo(FlowFileFilterResult.REJECT_AND_CONTINUE));
        return survey;
    }

    private boolean isDue(final String table, final long second) {
        final QueueSurvey survey = look();
        gate.observe(survey, millis(second));
        return gate.isFull(survey, queue.size(), millis(second))
                || gate.isDue(survey.tables().get(table), millis(second));
    }

    private boolean isDue(final long second) {
        return isDue("T", second);
    }

    private void load(final long from, final long to) {
        gate.taken(look(), millis(from));
        queue.clear();
        gate.begun();
        gate.ended(millis(to));
    }

    @Test
    void theFirstFlowFilesAfterAStartDoNotWait() {
        came(0);
        assertThat(isDue(0)).isTrue();
    }

    @Test
    void theFirstOnesAreTriedAgainAtOnceWhenTheyCouldNotBeLoaded() {
        came(0);
        gate.taken(look(), millis(0));
        gate.ended(millis(1));
        assertThat(isDue(2)).isTrue();
    }

    @Test
    void aLoneFlowFileWaitsForItsAgeAndNoLonger() {
        gate.begun();
        came(0);
        assertThat(isDue(0)).isFalse();
        assertThat(isDue(AGE - 1)).isFalse();
        assertThat(isDue(AGE)).isTrue();
    }

    @Test
    void theOldestCounts() {
        gate.begun();
        came(100);
        came(0);
        came(200);
        assertThat(isDue(AGE)).isTrue();
    }

    @Test
    void eachTableHasItsOwnAge() {
        gate.begun();
        came(0, "OLD", 1, null);
        came(10, "NEW", 1, null);
        assertThat(isDue("OLD", AGE)).isTrue();
        assertThat(isDue("NEW", AGE)).isFalse();
    }

    @Test
    void noneWaitsWhenATableHasReachedAMaximum() {
        gate.begun();
        came(0, "BYTES", 2500, null);
        came(0, "RECORDS", 1, "1999");
        assertThat(isDue("BYTES", 1)).isFalse();
        assertThat(isDue("RECORDS", 1)).isFalse();
        came(1, "BYTES", 2500, null);
        came(1, "RECORDS", 1, "1");
        assertThat(isDue("BYTES", 1)).isTrue();
        assertThat(isDue("RECORDS", 1)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(i == 0 || !isDue("COUNT", 1)).isTrue();
            came(1, "COUNT", 1, "many");
        }
        assertThat(isDue("COUNT", 1)).isTrue();
    }

    @Property
    void nothingWaitsLongerThanItsAgeWhateverTheClockDoes(
            @ForAll @LongRange(min = -1000, max = 1000) final long came,
            @ForAll @LongRange(min = -1000, max = 1000) final long now) {
        final BatchGate fresh = new BatchGate(LIMITS);
        fresh.begun();
        final QueueSurvey.Waiting waiting = new QueueSurvey.Waiting(1, 1, 1, millis(came));
        assertThat(fresh.isDue(waiting, millis(now))).isEqualTo(now - came >= AGE || came - now > 1);
    }

    @Test
    void manyDoNotWaitWhenTheQueueStandsStill() {
        gate.begun();
        for (int i = 0; i < 100; i++) {
            assertThat(i == 0 || !isDue(20)).isTrue();
            came(0);
        }
        assertThat(isDue(9)).isFalse();
        assertThat(isDue(10)).isTrue();
    }

    @Test
    void aQueueSoLongThatNiFiSwapsItOutDoesNotWait() {
        gate.begun();
        came(0);
        assertThat(gate.isFull(look(), 19_999, millis(1))).isFalse();
        assertThat(gate.isFull(look(), 20_000, millis(1))).isTrue();
    }

    /** A connection whose back pressure is ten FlowFiles, and a source that has more. */
    @Test
    void aFullQueueIsKnownAfterItHasWaitedOnceHoweverFewItHolds() {
        gate.begun();
        fill(0);
        assertThat(isDue(AGE - 1)).isFalse();
        assertThat(isDue(AGE)).isTrue();
        load(AGE, AGE + 5);
        for (long second = AGE + 5; second < 2 * AGE; second += 10) {
            fill(second);
            assertThat(isDue(second)).isFalse();
            assertThat(isDue(second + 3)).isTrue();
            load(second + 3, second + 10);
        }
    }

    private void fill(final long second) {
        for (int i = 0; i < 10; i++) {
            came(second);
        }
    }

    @Test
    void aQueueThatRefillsNoLongerIsNotFull() {
        gate.begun();
        fill(0);
        load(AGE, AGE + 5);
        fill(AGE + 5);
        assertThat(isDue(AGE + 8)).isTrue();
        queue.removeLast();
        queue.removeLast();
        queue.removeLast();
        assertThat(isDue(AGE + 8)).as("it held more when it was full").isFalse();
        load(AGE + 8, AGE + 9);
        came(AGE + 30);
        assertThat(isDue(AGE + 40)).isFalse();
        assertThat(isDue(2 * AGE + 30)).isTrue();
    }

    /** A steady source: FlowFiles come before, during and after a transaction. */
    @Property(tries = 60)
    void aSteadySourceIsNotTakenForAFullQueue(
            @ForAll @IntRange(min = 1, max = 60) final int interval,
            @ForAll @IntRange(min = 1, max = 20) final int load) {
        final BatchGate fresh = new BatchGate(LIMITS);
        fresh.begun();
        int transactions = 0;
        final List<Long> waiting = new ArrayList<>();
        long busy = -1;
        for (long second = 0; second < 20 * AGE; second++) {
            if (second % interval == 0) {
                waiting.add(second);
            }
            if (second < busy || waiting.isEmpty()) {
                continue;
            }
            if (second == busy) {
                fresh.ended(millis(second));
            }
            final QueueSurvey survey = new QueueSurvey(flowFile -> "T", fresh.lastBefore());
            for (final long came : waiting) {
                final MockFlowFile flowFile = new MockFlowFile(came);
                flowFile.setLastEnqueuedDate(millis(came));
                flowFile.setData(new byte[1]);
                survey.filter(flowFile);
            }
            fresh.observe(survey, millis(second));
            if (fresh.isFull(survey, waiting.size(), millis(second))
                    || fresh.isDue(survey.tables().get("T"), millis(second))) {
                transactions++;
                fresh.taken(survey, millis(second));
                waiting.clear();
                busy = second + load;
            }
        }
        assertThat(transactions).isBetween(15, 27);
    }
}
