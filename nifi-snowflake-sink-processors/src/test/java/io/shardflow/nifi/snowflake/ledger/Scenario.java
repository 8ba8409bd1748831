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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a history is made of; everything left open in it follows from the seed.
 *
 * @param guarantees one node each
 * @param tasks of each node
 * @param shards number of shards
 * @param positions per shard
 * @param faults how many faults strike at most, at random statements
 * @param events what happens around the writers
 * @param ordered FlowFiles of a shard are delivered in order, without holes
 * @param hidesRows whether a policy hides rows of the target
 * @param alwaysLooks whether the writers know that others add rows
 * @param planned whether FlowFiles go through the planner; otherwise all that were taken form one transaction,
 *     which repeats more positions
 */
record Scenario(
        long seed,
        Awkwardness awkward,
        List<DeliveryGuarantee> guarantees,
        int tasks,
        int shards,
        int positions,
        int faults,
        List<Event> events,
        boolean ordered,
        boolean hidesRows,
        boolean planned,
        boolean alwaysLooks,
        Set<Flaw> flaws) {

    enum Event {
        /** A shard is read again from some position, by any node, cut anew. */
        REDELIVER,
        /** A node's queued FlowFiles are merged and cut anew. */
        RECUT,
        /** A node dies. */
        CRASH,
        /** Somebody deletes a row of the target. */
        DELETE_ROW,
        /** Somebody doubles a ledger row. */
        DOUBLE_LEDGER_ROW,
        /** Somebody drops the ledger while all run; the operator then stops all and starts them again. */
        DROP_LEDGER,
        /** The same, while a transaction is about to commit, and one node opens the table again meanwhile, as after an error that somebody had to mend. */
        DROP_LEDGER_AND_REOPEN,
        /** A node opens the table again. */
        REOPEN,
        /** All stop; the ledger is gone; all start. */
        LOSE_LEDGER,
        /** All stop; the target is replaced by one with other rows; all start. */
        REPLACE_TARGET,
        /** Somebody alters the target's columns while all run. */
        ALTER_TARGET,
        /** A node changes the target's columns itself while all run. */
        CHANGE_TARGET,
        /** All stop; the ledger is put back to an older state; all start. */
        RESTORE_LEDGER,
        /** A writer that knows no ledger puts a record into the target that is not there. */
        FOREIGN_ROW,
        /** Others leave transactions open in pooled connections. */
        CARELESS_NEIGHBOUR
    }

    private static final List<Event> ANY = List.of(
            Event.REDELIVER,
            Event.REDELIVER,
            Event.REDELIVER,
            Event.RECUT,
            Event.RECUT,
            Event.CRASH,
            Event.CRASH,
            Event.DELETE_ROW,
            Event.DOUBLE_LEDGER_ROW,
            Event.DROP_LEDGER,
            Event.REOPEN,
            Event.LOSE_LEDGER,
            Event.REPLACE_TARGET,
            Event.ALTER_TARGET,
            Event.ALTER_TARGET,
            Event.CHANGE_TARGET,
            Event.CHANGE_TARGET,
            Event.CARELESS_NEIGHBOUR);

    /** EXACTLY_ONCE writers and everything that may happen to them. */
    static Scenario any(final long seed) {
        final Random random = new Random(seed);
        return new Scenario(
                seed,
                anyAwkwardness(random),
                Collections.nCopies(1 + random.nextInt(3), DeliveryGuarantee.EXACTLY_ONCE),
                1 + random.nextInt(2),
                1 + random.nextInt(3),
                2 + random.nextInt(9),
                random.nextInt(5),
                random.ints(random.nextInt(7), 0, ANY.size()).mapToObj(ANY::get).toList(),
                false,
                false,
                seed % 4 != 0,
                false,
                EnumSet.noneOf(Flaw.class));
    }

    /** Some writers with the weaker guarantee beside. */
    static Scenario mixed(final long seed) {
        final Random random = new Random(~seed);
        return any(seed)
                .withGuarantees(
                        random.nextBoolean()
                                ? List.of(DeliveryGuarantee.EXACTLY_ONCE, DeliveryGuarantee.AT_LEAST_ONCE)
                                : List.of(
                                        DeliveryGuarantee.EXACTLY_ONCE,
                                        DeliveryGuarantee.AT_LEAST_ONCE,
                                        DeliveryGuarantee.EXACTLY_ONCE));
    }

    /** In order, and the ledger is put back to an older state between runs. */
    static Scenario restored(final long seed) {
        final Random random = new Random(~seed);
        final Scenario any = any(seed);
        final List<Event> events = new ArrayList<>();
        random.ints(2 + random.nextInt(5), 0, 4)
                .forEach(i -> events.add(i < 2 ? Event.REDELIVER : i == 2 ? Event.CRASH : Event.RESTORE_LEDGER));
        return new Scenario(
                seed,
                any.awkward,
                any.guarantees,
                1,
                any.shards,
                any.positions,
                any.faults,
                events,
                true,
                false,
                true,
                false,
                any.flaws);
    }

    /** Writers that load the same records of one shard while somebody drops the ledger. */
    static Scenario dropped(final long seed) {
        final Scenario any = any(seed);
        return new Scenario(
                seed,
                any.awkward,
                Collections.nCopies(3, DeliveryGuarantee.EXACTLY_ONCE),
                1,
                1,
                3,
                4,
                List.of(
                        Event.REDELIVER,
                        Event.REDELIVER,
                        Event.DROP_LEDGER,
                        Event.REDELIVER,
                        Event.REDELIVER,
                        Event.DROP_LEDGER_AND_REOPEN),
                false,
                false,
                true,
                false,
                any.flaws);
    }

    /** Beside a writer that knows no ledger. */
    static Scenario foreign(final long seed, final boolean alwaysLooks) {
        final Random random = new Random(~seed);
        final Scenario any = any(seed);
        final List<Event> events = new ArrayList<>(any.events);
        events.addAll(Collections.nCopies(2 + random.nextInt(6), Event.FOREIGN_ROW));
        Collections.shuffle(events, random);
        return new Scenario(
                seed,
                any.awkward,
                any.guarantees,
                any.tasks,
                any.shards,
                any.positions,
                any.faults,
                events,
                any.ordered,
                any.hidesRows,
                any.planned,
                alwaysLooks,
                any.flaws);
    }

    /** Two writers with the same records, no fault but those that the caller brings. */
    static Scenario calm(final long seed) {
        return new Scenario(
                seed,
                new Awkwardness(Awkwardness.Waiting.OLD_CONDITION, Awkwardness.Sight.LAGGING, 20),
                Collections.nCopies(2, DeliveryGuarantee.EXACTLY_ONCE),
                1,
                2,
                4,
                0,
                List.of(Event.REDELIVER, Event.REDELIVER),
                false,
                false,
                true,
                false,
                EnumSet.noneOf(Flaw.class));
    }

    private static Awkwardness anyAwkwardness(final Random random) {
        final Awkwardness.Waiting[] waiting = Awkwardness.Waiting.values();
        final Awkwardness.Sight[] sight = Awkwardness.Sight.values();
        return new Awkwardness(
                waiting[random.nextInt(waiting.length)], sight[random.nextInt(sight.length)], 5 + random.nextInt(60));
    }

    /** Whether batches are uploaded before they are loaded. Not where histories are known by their seeds. */
    boolean uploadsAhead() {
        return !ordered && seed % 3 == 1;
    }

    Scenario withGuarantees(final List<DeliveryGuarantee> other) {
        return new Scenario(
                seed,
                awkward,
                other,
                tasks,
                shards,
                positions,
                faults,
                events,
                ordered,
                hidesRows,
                planned,
                alwaysLooks,
                flaws);
    }

    Scenario with(final Flaw... mutations) {
        return new Scenario(
                seed,
                awkward,
                guarantees,
                tasks,
                shards,
                positions,
                faults,
                events,
                ordered,
                hidesRows,
                planned,
                alwaysLooks,
                Set.of(mutations));
    }

    Scenario withAwkwardness(final Awkwardness other) {
        return new Scenario(
                seed,
                other,
                guarantees,
                tasks,
                shards,
                positions,
                faults,
                events,
                ordered,
                hidesRows,
                planned,
                alwaysLooks,
                flaws);
    }

    Scenario withHiddenRows() {
        return new Scenario(
                seed,
                awkward,
                guarantees,
                tasks,
                shards,
                positions,
                faults,
                events,
                ordered,
                true,
                planned,
                alwaysLooks,
                flaws);
    }
}
