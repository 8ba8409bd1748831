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
package io.shardflow.localstack.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.chaos.plan.Disturbance.CallTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.FreezeAt;
import io.shardflow.localstack.chaos.plan.Disturbance.KillAt;
import io.shardflow.localstack.chaos.plan.Disturbance.NodeTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard;
import io.shardflow.localstack.chaos.plan.Disturbance.ServiceTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.Upkeep;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlanTest {

    private static final int ROUNDS = 300;

    @Property(tries = 20)
    void aSeedGivesTheSamePlan(@ForAll final long seed, @ForAll @IntRange(min = 1, max = 2) final int nodes) {
        assertThat(rounds(seed, nodes)).isEqualTo(rounds(seed, nodes)).isNotEqualTo(rounds(seed + 1, nodes));
    }

    @Property(tries = 20)
    void twoDecksHaveEachDisturbance(@ForAll final long seed) {
        final List<String> kinds = disturbances(seed, 2).map(Disturbance::kind).toList();
        final List<String> decks = kinds.subList(0, Plan.sizeOfTwoDecks());
        assertThat(new HashSet<>(decks)).isEqualTo(new HashSet<>(kinds)).containsAll(expectedKinds());
    }

    @Property(tries = 20)
    void soHaveTheFirstDecksOfAnEvenAndAnOddSeed(@ForAll final int seed) {
        final Set<String> kinds = Stream.concat(
                        disturbances(2L * seed, 2).limit(Plan.sizeOfDeck(0)),
                        disturbances(2L * seed + 1, 2).limit(Plan.sizeOfDeck(1)))
                .map(Disturbance::kind)
                .collect(Collectors.toSet());
        assertThat(kinds).containsAll(expectedKinds());
    }

    @Property(tries = 20)
    void whatTakesLongIsLessThanTwoFifthsOfWhatHappens(@ForAll final long seed) {
        final List<Disturbance> decks =
                disturbances(seed, 2).limit(Plan.sizeOfTwoDecks()).toList();
        assertThat(decks)
                .filteredOn(each -> each instanceof KillAt || each instanceof FreezeAt)
                .doesNotHaveDuplicates()
                .hasSizeLessThan(decks.size() * 2 / 5);
    }

    /** Written by hand where a list is not given by what there is to hit. */
    private static Set<String> expectedKinds() {
        final Set<String> kinds = new HashSet<>(Set.of(
                "kill -9 of NiFi",
                "stop of NiFi",
                "freeze of NiFi",
                "stop of the consumer",
                "stop of the sink",
                "freeze at look read",
                "freeze at insert",
                "freeze at copy",
                "freeze at lock",
                "freeze at set",
                "freeze at commit",
                "freeze at checkpoint",
                "kill -9 of Snowflake",
                "kill -9 of DynamoDB",
                "stop of Snowflake",
                "stop of DynamoDB",
                "stop of Kinesis",
                "freeze of Snowflake",
                "freeze of DynamoDB",
                "freeze of Kinesis",
                "split",
                "merge",
                "UpdateShardCount",
                "reset by name",
                "reset by table",
                "table truncated, reset by name",
                "column added",
                "ledger dropped",
                "dirty records",
                "clock of Snowflake jumps"));
        for (final Moment moment : Moment.values()) {
            kinds.add("kill -9 before " + moment);
            kinds.add("kill -9 after " + moment);
        }
        for (final CallFault fault : CallFault.values()) {
            kinds.add("Kinesis: " + fault);
            kinds.add("DynamoDB: " + fault);
        }
        return kinds;
    }

    @Property(tries = 20)
    void whatHappensAtOnceNeedsNothingOfEachOther(@ForAll final long seed) {
        assertThat(pairs(seed)).isNotEmpty().allSatisfy(round -> {
            final Disturbance first = round.disturbances().getFirst();
            final Disturbance second = round.disturbances().getLast();
            final Set<Place> used = new HashSet<>(second.places());
            used.addAll(second.shared());
            assertThat(first.places()).doesNotContainAnyElementsOf(used);
            assertThat(first.shared()).doesNotContainAnyElementsOf(second.places());
        });
    }

    @Property(tries = 20)
    void aCallIsOnlyWaitedForWhereTheServiceWorksAndBothNiFisCanBeKilledAtOnce(@ForAll final long seed) {
        assertThat(pairs(seed)).noneSatisfy(round -> {
            assertThat(round.disturbances())
                    .anyMatch(
                            each -> each instanceof KillAt kill && kill.moment().backend() == Backend.SNOWFLAKE);
            assertThat(round.disturbances())
                    .anyMatch(each -> each instanceof ServiceTrouble trouble && trouble.backend() == Backend.SNOWFLAKE);
        });
        assertThat(new KillAt(Moment.LOCK, true, 0).goesWith(new KillAt(Moment.LOCK, false, 1)))
                .isTrue();
        assertThat(new KillAt(Moment.LOCK, true, 0).goesWith(new KillAt(Moment.CHECKPOINT, false, 0)))
                .isFalse();
    }

    private static List<Plan.Round> pairs(final long seed) {
        return rounds(seed, 2).stream()
                .filter(round -> round.disturbances().size() > 1)
                .toList();
    }

    /** What stops every writer cannot be done to a NiFi that is down, and rows that are taken away are to be read again. */
    @Property(tries = 20)
    void resetsTruncationAndDroppingTheLedgerHappenAlone(@ForAll final long seed) {
        assertThat(rounds(seed, 2))
                .filteredOn(round -> round.disturbances().stream()
                        .anyMatch(each -> each instanceof Upkeep upkeep && upkeep != Upkeep.ADD_COLUMN))
                .isNotEmpty()
                .allSatisfy(round -> assertThat(round.disturbances()).hasSize(1));
    }

    @Property(tries = 20)
    void oneNiFiIsHitWhereThereIsOneAndBothWhereThereAreTwo(@ForAll final long seed) {
        assertThat(nodes(seed, 1)).containsExactly(0);
        assertThat(nodes(seed, 2)).containsExactlyInAnyOrder(0, 1);
    }

    private static Set<Integer> nodes(final long seed, final int nodes) {
        return disturbances(seed, nodes)
                .flatMap(each -> switch (each) {
                    case NodeTrouble trouble -> Stream.of(trouble.node());
                    case KillAt kill -> Stream.of(kill.node());
                    case CallTrouble calls -> Stream.of(calls.node());
                    default -> Stream.empty();
                })
                .collect(Collectors.toSet());
    }

    @Property(tries = 20)
    void aNiFiFreezesAtAStatementWithItsCheckpointsWrittenAndWithout(@ForAll final int seed) {
        assertThat(LongStream.range(seed, seed + 10L)
                        .boxed()
                        .flatMap(each -> disturbances(each, 2))
                        .filter(each -> each instanceof FreezeAt freeze && freeze.moment() != Moment.CHECKPOINT)
                        .map(each -> ((FreezeAt) each).withoutCheckpoints())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(true, false);
    }

    @Property(tries = 20)
    void atTheWriteOfACheckpointCheckpointsAreWritten(@ForAll final long seed) {
        assertThat(disturbances(seed, 2))
                .noneMatch(each -> each instanceof FreezeAt freeze
                        && freeze.moment() == Moment.CHECKPOINT
                        && freeze.withoutCheckpoints());
    }

    @Property(tries = 20)
    void theStreamIsReadAgainAfterResets(@ForAll final long seed) {
        assertThat(rounds(seed, 2))
                .filteredOn(Plan.Round::readsAgain)
                .isNotEmpty()
                .allSatisfy(round ->
                        assertThat(round.disturbances().getFirst().kind()).contains("reset"));
        assertThat(rounds(seed, 2))
                .filteredOn(round -> round.disturbances().getFirst().kind().contains("reset by"))
                .allMatch(Plan.Round::readsAgain);
    }

    @Property(tries = 20)
    void freezesLastFromASecondToBeyondTheFailOverAndNothingLastsLongerThanAMinuteAndAHalf(@ForAll final long seed) {
        assertThat(disturbances(seed, 2).map(Disturbance::time))
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ZERO, Duration.ofSeconds(90)));
        final Plan plan = new Plan(seed, 2);
        final Stream<Duration> freezes = Stream.generate(plan::next)
                .flatMap(round -> round.disturbances().stream())
                .filter(each -> each instanceof NodeTrouble trouble && trouble.action() == NodeAction.FREEZE)
                .limit(40)
                .map(Disturbance::time);
        assertThat(freezes)
                .allSatisfy(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ofSeconds(1)))
                .anySatisfy(time -> assertThat(time).isGreaterThan(Duration.ofSeconds(20)));
    }

    @Property(tries = 100)
    void theStreamAlwaysHasShardsToSplitAndToMergeAndNewCountsAreSuchAsAwsTakes(@ForAll final long seed) {
        int shards = Plan.FIRST_SHARDS;
        final List<Reshard> reshards = disturbances(seed, 2)
                .filter(Reshard.class::isInstance)
                .map(Reshard.class::cast)
                .toList();
        for (final Reshard reshard : reshards) {
            switch (reshard.way()) {
                case SPLIT -> assertThat(reshard.shards()).isEqualTo(shards + 1);
                case MERGE -> assertThat(reshard.shards()).isEqualTo(shards - 1);
                case UPDATE_SHARD_COUNT ->
                    assertThat(reshard.shards()).isNotEqualTo(shards).isBetween((shards + 1) / 2, 2 * shards);
            }
            shards = reshard.shards();
            assertThat(shards).isBetween(1, 7);
        }
    }

    private static List<Plan.Round> rounds(final long seed, final int nodes) {
        return Stream.generate(new Plan(seed, nodes)::next).limit(ROUNDS).toList();
    }

    private static Stream<Disturbance> disturbances(final long seed, final int nodes) {
        return rounds(seed, nodes).stream().flatMap(round -> round.disturbances().stream());
    }
}
