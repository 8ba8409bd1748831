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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class LedgerPlanTest {

    private static final ExtendedSequenceNumber BEGINNING = ExtendedSequenceNumber.TRIM_HORIZON;
    private static final ExtendedSequenceNumber END = ExtendedSequenceNumber.SHARD_END;

    private static ExtendedSequenceNumber at(final int number) {
        return new ExtendedSequenceNumber(Integer.toString(number), Rewind.INCLUSIVE);
    }

    private static ExtendedSequenceNumber read(final int number) {
        return new ExtendedSequenceNumber(Integer.toString(number), 0L);
    }

    private static ShardInfo shard(final String id, final String... parents) {
        return new ShardInfo(id, List.of(parents), false, "0", "9");
    }

    private static Map<String, Optional<ExtendedSequenceNumber>> plan(
            final List<ShardInfo> listing,
            final Map<String, ExtendedSequenceNumber> leases,
            final Map<String, ExtendedSequenceNumber> places) {
        return LedgerPlan.of(listing, leases, BEGINNING, places::get).stream()
                .collect(Collectors.toMap(step -> step.shard().shardId(), LedgerPlan.Step::checkpoint));
    }

    @Test
    void anOpenShardGoesBackToItsPlaceUnlessItsCheckpointIsEarlier() {
        final List<ShardInfo> listing = List.of(shard("a"), shard("b"), shard("c"));
        assertThat(plan(
                        listing,
                        Map.of("a", read(50), "b", read(50), "c", BEGINNING),
                        Map.of("a", at(40), "b", at(60), "c", at(40))))
                .containsEntry("a", Optional.of(at(40)))
                .containsEntry("b", Optional.empty())
                .containsEntry("c", Optional.empty());
    }

    @Test
    void aRecordThatIsTheCheckpointItselfIsReadAgain() {
        assertThat(plan(List.of(shard("a")), Map.of("a", read(50)), Map.of("a", at(50))))
                .containsEntry("a", Optional.of(at(50)));
    }

    @Test
    void afterASplitTheParentComesAgainWithOrWithoutItsLeaseAndTheChildrenKeepTheirs() {
        final List<ShardInfo> listing = List.of(shard("p"), shard("a", "p"), shard("b", "p"));
        final Map<String, ExtendedSequenceNumber> places = Map.of("p", at(10), "a", at(90), "b", at(20));
        assertThat(plan(listing, Map.of("p", END, "a", read(30), "b", read(30)), places))
                .containsEntry("p", Optional.of(at(10)))
                .containsEntry("a", Optional.empty())
                .containsEntry("b", Optional.of(at(20)));
        assertThat(plan(listing, Map.of("a", read(30), "b", read(30)), places)).containsEntry("p", Optional.of(at(10)));
    }

    @Test
    void theChildOfAMergeIsReadFromItsBeginningWhenItsParentsComeAgain() {
        final List<ShardInfo> listing = List.of(shard("p"), shard("q"), shard("c", "p", "q"));
        assertThat(plan(listing, Map.of("c", read(30)), Map.of("p", at(10), "q", at(11), "c", at(25))))
                .containsEntry("p", Optional.of(at(10)))
                .containsEntry("q", Optional.of(at(11)))
                .containsEntry("c", Optional.of(BEGINNING));
    }

    @Test
    void aParentWhoseOtherHalfHasExpiredIsLeftOutBecauseItCouldNotEnd() {
        final List<ShardInfo> listing = List.of(shard("p"), shard("c", "p", "gone"));
        assertThat(plan(listing, Map.of("p", END, "c", read(30)), Map.of("p", at(10), "c", at(25))))
                .containsEntry("p", Optional.empty())
                .containsEntry("c", Optional.of(at(25)));
    }

    @Test
    void aShardWhoseTurnHasNotComeNeedsNoLease() {
        final List<ShardInfo> listing = List.of(shard("p"), shard("a", "p"));
        assertThat(plan(listing, Map.of("p", read(10)), Map.of("p", at(5)))).containsEntry("a", Optional.empty());
    }

    /** Streams that split and merge at random, read up to a random place. */
    @Property
    void nothingIsSkippedAndEveryParentThatComesAgainCanEnd(
            @ForAll final long seed, @ForAll @IntRange(max = 12) final int reshards) {
        final Random random = new Random(seed);
        final List<ShardInfo> listing = stream(random, reshards);
        final Map<String, ExtendedSequenceNumber> leases = leases(random, listing);
        final Map<String, ExtendedSequenceNumber> places = new HashMap<>();
        listing.forEach(
                shard -> places.put(shard.shardId(), random.nextInt(4) == 0 ? BEGINNING : at(1 + random.nextInt(98))));

        final List<LedgerPlan.Step> steps = LedgerPlan.of(listing, leases, BEGINNING, places::get);

        final Map<String, ExtendedSequenceNumber> after = new HashMap<>(leases);
        final Set<String> placed = new HashSet<>();
        for (final LedgerPlan.Step step : steps) {
            assertThat(placed).containsAll(step.shard().parents());
            placed.add(step.shard().shardId());
            step.checkpoint().ifPresent(checkpoint -> {
                final ExtendedSequenceNumber before = leases.get(step.shard().shardId());
                assertThat(before == null || checkpoint.compareTo(before) < 0).isTrue();
                after.put(step.shard().shardId(), checkpoint);
            });
        }
        for (final ShardInfo shard : listing) {
            final ExtendedSequenceNumber now = after.get(shard.shardId());
            if (now != null) {
                assertThat(now.compareTo(places.get(shard.shardId())) <= 0
                                || now.isSentinelCheckpoint() && !now.isShardEnd())
                        .as(shard.shardId() + " is read from its place or before")
                        .isTrue();
            }
            if (shard.parents().size() > 1
                    && now != null
                    && shard.parents().stream().anyMatch(after::containsKey)) {
                assertThat(shard.parents())
                        .as("both parents of a merge have leases")
                        .allMatch(after::containsKey);
                assertThat(now.isSentinelCheckpoint()).isTrue();
            }
        }
    }

    private static List<ShardInfo> stream(final Random random, final int reshards) {
        final List<ShardInfo> shards = new ArrayList<>(List.of(shard("s0"), shard("s1")));
        final List<String> open = new ArrayList<>(List.of("s0", "s1"));
        for (int i = 0; i < reshards; i++) {
            final String first = open.remove(random.nextInt(open.size()));
            if (random.nextBoolean() && !open.isEmpty()) {
                final String second = open.remove(random.nextInt(open.size()));
                add(shards, open, first, second);
            } else {
                add(shards, open, first);
                add(shards, open, first);
            }
        }
        return shards;
    }

    private static void add(final List<ShardInfo> shards, final List<String> open, final String... parents) {
        final String id = "s" + shards.size();
        shards.add(shard(id, parents));
        open.add(id);
    }

    /** As a consumer leaves them: each shard done, being read, or still waiting for its parents; leases of done ones may be gone. */
    private static Map<String, ExtendedSequenceNumber> leases(final Random random, final List<ShardInfo> listing) {
        final Map<String, ExtendedSequenceNumber> leases = new HashMap<>();
        final Set<String> done = new HashSet<>();
        for (final ShardInfo shard : listing) {
            if (!done.containsAll(shard.parents())) {
                continue;
            }
            final boolean closed =
                    listing.stream().anyMatch(child -> child.parents().contains(shard.shardId()));
            if (closed && random.nextInt(3) > 0) {
                done.add(shard.shardId());
                leases.put(shard.shardId(), END);
            } else {
                leases.put(shard.shardId(), random.nextInt(3) == 0 ? BEGINNING : read(1 + random.nextInt(98)));
            }
        }
        for (final ShardInfo shard : listing) {
            final List<ShardInfo> children = listing.stream()
                    .filter(child -> child.parents().contains(shard.shardId()))
                    .toList();
            final boolean childrenRead = !children.isEmpty()
                    && children.stream()
                            .map(child -> leases.get(child.shardId()))
                            .allMatch(checkpoint -> checkpoint != null && !checkpoint.equals(BEGINNING));
            final boolean parentsRemoved = shard.parents().stream().noneMatch(leases::containsKey);
            if (done.contains(shard.shardId()) && childrenRead && parentsRemoved && random.nextBoolean()) {
                leases.remove(shard.shardId());
            }
        }
        return leases;
    }
}
