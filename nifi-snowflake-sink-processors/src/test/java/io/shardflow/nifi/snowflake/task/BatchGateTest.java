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

import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are seconds after an arbitrary one. */
class BatchGateTest {

    private static final long AGE = 300;
    private static final BatchLimits LIMITS = new BatchLimits(Duration.ofSeconds(AGE), 1000, 5000, 2000);

    private static final BatchLimits AS_SHIPPED =
            new BatchLimits(Duration.ofSeconds(AGE), 10_000, 250_000_000, 1_000_000);

    private final BatchGate gate = new BatchGate(LIMITS);
    private final List<MockFlowFile> queue = new ArrayList<>();
    private final SimulatedQueue simulated = new SimulatedQueue(AS_SHIPPED, 1_500);

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

    private static Destination table(final String name) {
        return new Destination.Table(TableNames.own(name));
    }

    private QueueSurvey look() {
        final QueueSurvey survey = new QueueSurvey(
                flowFile -> table(flowFile.getAttribute("table")),
                table -> false,
                new ShardsInHand().pass(),
                gate.lastBefore());
        queue.forEach(
                flowFile -> assertThat(survey.filter(flowFile)).isEqualTo(FlowFileFilterResult.REJECT_AND_CONTINUE));
        return survey;
    }

    private boolean isDue(final String table, final long second) {
        final QueueSurvey survey = look();
        gate.observe(survey, queue.size(), millis(second));
        return gate.isDue(survey.tables().get(table(table)), millis(second));
    }

    private boolean isDue(final long second) {
        return isDue("T", second);
    }

    private void load(final long from, final long to) {
        final QueueSurvey survey = look();
        gate.taken(survey, millis(from));
        gate.begun();
        gate.ended(queue.size(), queue.stream().mapToLong(MockFlowFile::getSize).sum(), millis(to));
        queue.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567890", "-5", "+5", " 5", "5.0", "1e3", "\u0665", "many"})
    void aCountOfRecordsThatIsNoNumberIsNoHint(final String count) {
        came(0, "T", 1, count);
        came(0, "T", 1, "999999999");
        assertThat(look().tables().get(table("T")).records()).isEqualTo(999_999_999);
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
        gate.ended(1, 1, millis(1));
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
        final QueueSurvey.Waiting waiting = new QueueSurvey.Waiting(1, 1, 1, millis(came), millis(came), false);
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
        final QueueSurvey survey = look();
        gate.observe(survey, 19_999, millis(1));
        assertThat(gate.isDue(survey.tables().get(table("T")), millis(1))).isFalse();
        gate.observe(survey, 20_000, millis(1));
        assertThat(gate.isDue(survey.tables().get(table("T")), millis(1))).isTrue();
        gate.observe(survey, 19_999, millis(1));
        assertThat(gate.isDue(survey.tables().get(table("T")), millis(1))).isFalse();
    }

    /** A connection whose back pressure is ten FlowFiles, and a source that has more. */
    @Test
    void aFullQueueIsKnownAfterItHasWaitedOnceThoughItHoldsFew() {
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
        for (int i = 1; i <= 7; i++) {
            came(AGE + 5);
        }
        assertThat(isDue(AGE + 8)).as("it held more when it was full").isFalse();
        came(AGE + 5);
        assertThat(isDue(AGE + 8)).isTrue();
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
        final SimulatedQueue fresh = new SimulatedQueue(LIMITS, load * 1000);
        final List<Integer> transactions = fresh.run(2, millis -> {
            if (millis % (interval * 1000L) == 0) {
                fresh.comes(1, "T", 1);
            }
        });
        assertThat(transactions).allSatisfy(BatchGateTest::isAboutOnceInAnAge);
    }

    private static void isAboutOnceInAnAge(final int transactionsOfAnHour) {
        assertThat(transactionsOfAnHour).isBetween(9, 16);
    }

    /** By its age and on one guess that was wrong; and some more by chance. */
    private static void isTwiceInAnAgeAtMost(final int transactionsOfAnHour) {
        assertThat(transactionsOfAnHour).isBetween(9, 30);
    }

    @Test
    void largerFlowFilesAreNotTakenForAFullQueue() {
        assertThat(simulated.run(4, millis -> {
                    if (millis % 5_000 == 0) {
                        simulated.comes(1, "T", millis < 3_600_000 ? 500 : 5_000);
                    }
                }))
                .allSatisfy(BatchGateTest::isAboutOnceInAnAge);
    }

    @Property(tries = 4)
    void muchLargerFlowFilesAreNotTakenForAFullQueue(
            @ForAll @IntRange(min = 2_500, max = 15_000) final int interval,
            @ForAll @IntRange(min = 1, max = 20) final int flowFiles,
            @ForAll final Random random) {
        final SimulatedQueue fresh = new SimulatedQueue(AS_SHIPPED, 1_500);
        final AtomicLong next = new AtomicLong();
        assertThat(fresh.run(5, millis -> {
                    if (millis >= next.get()) {
                        fresh.comes(flowFiles, "T", millis < 2 * 3_600_000 ? 30 : 3_000);
                        next.set(millis + interval + random.nextInt(-500, 500));
                    }
                }))
                .allSatisfy(BatchGateTest::isTwiceInAnAgeAtMost);
    }

    @Tag("long")
    @Property(tries = 5)
    void muchLargerFlowFilesOfManyRhythmsAreNotTakenForAFullQueue(
            @ForAll @IntRange(min = 2_500, max = 15_000) final int interval,
            @ForAll @IntRange(min = 1, max = 20) final int flowFiles,
            @ForAll final Random random) {
        muchLargerFlowFilesAreNotTakenForAFullQueue(interval, flowFiles, random);
    }

    @Property(tries = 20)
    void flowFilesOfAnySizeAreNotTakenForAFullQueue(
            @ForAll @IntRange(min = 2_500, max = 15_000) final int interval, @ForAll final Random random) {
        final SimulatedQueue fresh = new SimulatedQueue(AS_SHIPPED, 1_500);
        final AtomicLong next = new AtomicLong();
        assertThat(fresh.run(6, millis -> {
                    if (millis >= next.get()) {
                        fresh.comes(1, "T", 1 + random.nextInt(3_000));
                        next.set(millis + random.nextLong(interval * 8L / 10, interval * 12L / 10));
                    }
                }))
                .allSatisfy(BatchGateTest::isAboutOnceInAnAge);
    }

    /** Now and then a burst comes just when a transaction has ended. */
    @Property(tries = 8)
    void burstsAreHardlyTakenForAFullQueue(
            @ForAll @IntRange(min = 500, max = 20_000) final int load,
            @ForAll @IntRange(min = 5, max = 400) final int flowFiles) {
        final SimulatedQueue fresh = new SimulatedQueue(AS_SHIPPED, load);
        assertThat(fresh.run(2, millis -> {
                    if (millis % 30_000 == 0) {
                        fresh.comes(flowFiles, "T", 100);
                    }
                }))
                .allSatisfy(BatchGateTest::isTwiceInAnAgeAtMost);
    }

    @Tag("long")
    @Property(tries = 5)
    void manyMoreBurstsAreHardlyTakenForAFullQueue(
            @ForAll @IntRange(min = 500, max = 20_000) final int load,
            @ForAll @IntRange(min = 5, max = 400) final int flowFiles) {
        burstsAreHardlyTakenForAFullQueue(load, flowFiles);
    }

    @Test
    void aTableInTroubleDoesNotMakeTheQueueFullForOthers() {
        simulated.comes(150, SimulatedQueue.IN_TROUBLE, 100);
        assertThat(simulated.run(2, millis -> {
                    if (millis % 20_000 == 0) {
                        simulated.comes(1, "T", 100);
                    }
                }))
                .allSatisfy(BatchGateTest::isAboutOnceInAnAge);
    }

    /** A round is the transaction and two or three seconds; one of them waits for its age. */
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 99, 100, 1000})
    void aQueueThatIsFullAgainAndAgainDoesNotWait(final int backPressure) {
        assertThat(simulated.run(2, millis -> simulated.fills(backPressure)))
                .allSatisfy(hour -> assertThat(hour).isGreaterThan(600));
    }

    @Test
    void aFullQueueOfFewerThanFiveWaitsForTheAge() {
        assertThat(simulated.run(2, millis -> simulated.fills(4))).allSatisfy(BatchGateTest::isAboutOnceInAnAge);
    }
}
