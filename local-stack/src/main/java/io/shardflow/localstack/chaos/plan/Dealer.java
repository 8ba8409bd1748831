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

import io.shardflow.localstack.chaos.plan.Disturbance.CallTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.ClockJump;
import io.shardflow.localstack.chaos.plan.Disturbance.DirtyRecords;
import io.shardflow.localstack.chaos.plan.Disturbance.FreezeAt;
import io.shardflow.localstack.chaos.plan.Disturbance.KillAt;
import io.shardflow.localstack.chaos.plan.Disturbance.NodeTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard;
import io.shardflow.localstack.chaos.plan.Disturbance.ServiceTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.ServiceTrouble.Way;
import io.shardflow.localstack.chaos.plan.Disturbance.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Chooses whom a disturbance hits, for how long, and what else there is to choose. Threads: used by one. */
final class Dealer {

    private static final int FEWEST_UPDATED = 3;
    private static final int MOST_UPDATED = 5;
    private static final int MOST_CHOICES = 1_000;

    /** The client library takes the leases of a node over that is silent for ten seconds. */
    private static final Duration FAIL_OVER = Duration.ofSeconds(12);

    /** Between these a writer could act on what is true no longer. */
    private static final Set<Moment> FROZEN_AT = EnumSet.of(
            Moment.LOOK_READ, Moment.INSERT, Moment.COPY, Moment.LOCK, Moment.SET, Moment.COMMIT, Moment.CHECKPOINT);

    private static final Duration LONGEST_FREEZE = Duration.ofSeconds(90);

    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Longer than the fail-over, too, and longer than the client libraries try calls again by themselves. */
    private static final Duration LONGEST_OF_CALLS = Duration.ofSeconds(15);

    /** What is quickly done and recovered from comes more often: it finds as much. */
    private static final int CALLS_OF_A_KIND = 2;

    private static final int STOPS_OF_A_PROCESSOR = 2;
    private static final Duration FARTHEST_JUMP = Duration.ofHours(2);

    private final Random random;
    private final int nodes;
    private int shards = Plan.FIRST_SHARDS;

    Dealer(final Random random, final int nodes) {
        this.random = random;
        this.nodes = nodes;
    }

    /** A disturbance of which nothing but its kind is known. */
    @FunctionalInterface
    interface Card {
        Disturbance deal(Dealer dealer);
    }

    /**
     * The cards of a deck: of each moment the kill before it or the one after it, which take longest, of the moments of a freeze
     * every other one, and all other kinds.
     *
     * @param number from 0 on; the next deck has what this one has not
     */
    static List<Card> deck(final int number) {
        final List<Card> deck = new ArrayList<>();
        for (final NodeAction action : NodeAction.values()) {
            final Card card = dealer -> new NodeTrouble(action, dealer.node(), dealer.time(longest(action)));
            deck.addAll(Collections.nCopies(action.isOfAProcessor() ? STOPS_OF_A_PROCESSOR : 1, card));
        }
        for (final Moment moment : EnumSet.range(Moment.PUT, Moment.CHECKPOINT)) {
            final boolean turn = isTurn(moment, number);
            deck.add(dealer -> new KillAt(moment, turn, dealer.node()));
            if (turn && FROZEN_AT.contains(moment)) {
                deck.add(dealer -> dealer.freeze(moment));
            }
        }
        for (final Backend backend : Backend.values()) {
            deck.add(dealer -> new ServiceTrouble(backend, Way.FREEZE, dealer.time(LONGEST)));
            for (final CallFault fault : CallFault.values()) {
                if (fault.concerns(backend)) {
                    deck.addAll(Collections.nCopies(CALLS_OF_A_KIND, dealer -> dealer.calls(backend, fault)));
                }
            }
        }
        // The Kinesis emulator has its data in memory until it is stopped.
        deck.add(dealer -> new ServiceTrouble(Backend.SNOWFLAKE, Way.KILL, dealer.time(LONGEST)));
        for (final Reshard.Way way : Reshard.Way.values()) {
            deck.add(dealer -> dealer.reshard(way));
        }
        for (final Upkeep upkeep : Upkeep.values()) {
            deck.add(dealer -> upkeep);
        }
        deck.add(dealer -> new DirtyRecords(dealer.time(LONGEST)));
        deck.add(dealer -> new ClockJump(
                Duration.ofMinutes(1 + dealer.random.nextLong(FARTHEST_JUMP.toMinutes())), dealer.time(LONGEST)));
        return deck;
    }

    /** What belongs into the deck of this number, too, but not among its first cards: those that a seed is known by. */
    static List<Card> later(final int number) {
        final List<Card> later = new ArrayList<>();
        later.add(dealer -> new ServiceTrouble(Backend.DYNAMODB, Way.KILL, dealer.time(LONGEST)));
        for (final Moment moment : EnumSet.range(Moment.READ_BACK, Moment.NEW_TOKENS)) {
            later.add(dealer -> new KillAt(moment, isTurn(moment, number), dealer.node()));
        }
        for (final Backend backend : Backend.values()) {
            later.add(dealer -> new ServiceTrouble(backend, Way.STOP, dealer.time(LONGEST)));
        }
        return later;
    }

    private static boolean isTurn(final Moment moment, final int number) {
        return (moment.ordinal() + number) % 2 == 1;
    }

    private static Duration longest(final NodeAction action) {
        return action == NodeAction.FREEZE ? LONGEST_FREEZE : LONGEST;
    }

    private int node() {
        return random.nextInt(nodes);
    }

    /** From a second on; short ones are more frequent, the longest come, too. */
    private Duration time(final Duration longest) {
        final double part = random.nextDouble();
        return Duration.ofMillis(1_000 + (long) (part * part * (longest.toMillis() - 1_000)));
    }

    /** By a number that is there anyway: another draw would deal all that follows otherwise. */
    private FreezeAt freeze(final Moment moment) {
        final int node = node();
        final Duration time = FAIL_OVER.plus(time(LONGEST));
        return new FreezeAt(moment, moment != Moment.CHECKPOINT && time.toMillis() % 2 == 1, node, time);
    }

    private CallTrouble calls(final Backend backend, final CallFault fault) {
        final List<String> operations = backend.operations();
        // a connection that is refused does not come to say what it is for
        final boolean every = fault == CallFault.CUT || random.nextBoolean();
        return new CallTrouble(
                backend,
                every ? Backend.EVERY_OPERATION : operations.get(random.nextInt(operations.size())),
                fault,
                node(),
                time(LONGEST_OF_CALLS));
    }

    /**
     * A deck has one of each way. So the number of shards stays between 1 and 7, and splits and merges are always possible: the
     * new counts lead back to the middle.
     */
    private Reshard reshard(final Reshard.Way way) {
        shards = switch (way) {
            case SPLIT -> shards + 1;
            case MERGE -> shards - 1;
            case UPDATE_SHARD_COUNT -> other(shards);
        };
        return new Reshard(way, random.nextInt(MOST_CHOICES), shards);
    }

    /** AWS takes a count from half of the present one to twice as many. */
    private int other(final int count) {
        final List<Integer> others = IntStream.rangeClosed(Math.min(FEWEST_UPDATED, 2 * count), MOST_UPDATED)
                .filter(each -> each != count && each <= 2 * count && 2 * each >= count)
                .boxed()
                .toList();
        return others.get(random.nextInt(others.size()));
    }
}
