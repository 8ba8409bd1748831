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

import io.shardflow.localstack.chaos.plan.Disturbance.Upkeep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * The disturbances of a run, without end: the same for the same seed and number of nodes. They are dealt from a deck that is shuffled
 * when the one before is empty; two decks have them all, so that a run that is long enough has them, too. Even and odd seeds begin with
 * different ones.
 *
 * <p>Threads: used by one.
 */
public final class Plan implements Iterator<Plan.Round> {

    /** Shards of the stream when the run begins. */
    public static final int FIRST_SHARDS = 4;

    /** Of so many rounds one has a single disturbance, and those for which the next two cannot happen at once. */
    private static final int ROUNDS_WITH_ONE_ALONE = 3;

    /** So many that follow each other have everything. */
    private static final int DECKS = 2;

    /** So many cards of a deck, enough for six minutes, come as they came before others were added to it. */
    private static final int UNCHANGED = 40;

    private final Random random;

    /** Of what was added: a draw of the other one would deal all that follows otherwise. */
    private final Random places;

    private final Dealer dealer;
    private final Deque<Dealer.Card> deck = new ArrayDeque<>();
    private Disturbance left;
    private int decks;
    private int rounds;

    /** @param nodes 1 or 2 */
    public Plan(final long seed, final int nodes) {
        random = new Random(seed);
        places = new Random(seed);
        dealer = new Dealer(random, nodes);
        // a run of twenty minutes is over before the second deck: among several each of the two comes first
        decks = Math.floorMod(seed, DECKS);
    }

    /**
     * What happens at once.
     *
     * @param number from 1 on
     * @param disturbances one, or two that do not need the same place
     */
    public record Round(int number, List<Disturbance> disturbances) {

        /** Whether the stream is read again afterwards, which brings back what was lost before. */
        public boolean readsAgain() {
            return disturbances.stream().anyMatch(each -> each instanceof Upkeep upkeep && upkeep.isReset());
        }

        /** Whether the table is another one afterwards, for who compares it. */
        public boolean takesRowsAway() {
            return disturbances.contains(Upkeep.TRUNCATE_AND_RESET);
        }
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Round next() {
        final Disturbance first = left == null ? deal() : left;
        left = null;
        if (random.nextInt(ROUNDS_WITH_ONE_ALONE) == 0) {
            return new Round(++rounds, List.of(first));
        }
        final Disturbance second = deal();
        if (first.goesWith(second)) {
            return new Round(++rounds, List.of(first, second));
        }
        left = second;
        return new Round(++rounds, List.of(first));
    }

    private Disturbance deal() {
        if (deck.isEmpty()) {
            final List<Dealer.Card> shuffled = new ArrayList<>(Dealer.deck(decks));
            Collections.shuffle(shuffled, random);
            for (final Dealer.Card card : Dealer.later(decks)) {
                shuffled.add(places.nextInt(UNCHANGED, shuffled.size()), card);
            }
            deck.addAll(shuffled);
            decks++;
        }
        return deck.remove().deal(dealer);
    }

    /** How many disturbances the first two decks have. */
    static int sizeOfTwoDecks() {
        return sizeOfDeck(0) + sizeOfDeck(1);
    }

    static int sizeOfDeck(final int number) {
        return Dealer.deck(number).size() + Dealer.later(number).size();
    }
}
