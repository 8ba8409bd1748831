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

import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads what a node took from its queue as the processor does: what is refused is sought in smaller and smaller parts. */
final class ModelLoad {

    private final ModelHistory history;
    private final ModelNode node;
    private final LedgerLoader opened;
    private final int born;

    /** @param born life of the node in which this began */
    ModelLoad(final ModelHistory history, final ModelNode node, final LedgerLoader opened, final int born) {
        this.history = history;
        this.node = node;
        this.opened = opened;
        this.born = born;
    }

    /** Returns whether all of it is done with; the rest is in the queue again. */
    boolean load(final List<Delivery<List<ModelRecord>>> transaction) throws InterruptedException {
        return switch (attempt(transaction)) {
            case LoadOutcome.Loaded loaded -> {
                transaction.forEach(delivery -> settle(delivery, Map.of()));
                yield true;
            }
            case LoadOutcome.Rejected rejected ->
                transaction.size() > 1 ? loadHalves(transaction) : loadParts(transaction.getFirst(), rejected);
            default -> {
                node.giveUp(transaction);
                yield false;
            }
        };
    }

    private boolean loadHalves(final List<Delivery<List<ModelRecord>>> transaction) throws InterruptedException {
        final int half = transaction.size() / 2;
        final boolean first = load(transaction.subList(0, half));
        if (!first && history.isOrdered()) {
            return false;
        }
        return load(transaction.subList(half, transaction.size())) && first;
    }

    /** Each part is a transaction of its own, in their order. */
    private boolean loadParts(final Delivery<List<ModelRecord>> whole, final LoadOutcome.Rejected refusal)
            throws InterruptedException {
        final Map<ModelRecord, Boolean> leaving = new HashMap<>();
        final Set<ModelRecord> miscounted = new HashSet<>();
        final Deque<List<ModelRecord>> parts = new ArrayDeque<>();
        List<ModelRecord> part = node.content(whole.records());
        LoadOutcome outcome = refusal;
        while (true) {
            if (outcome instanceof LoadOutcome.Rejected rejected) {
                if (part.size() > 1) {
                    parts.push(part.subList(part.size() / 2, part.size()));
                    parts.push(part.subList(0, part.size() / 2));
                } else if (!rejected.certain() && miscounted.add(part.getFirst())) {
                    parts.push(part);
                } else {
                    leaving.put(part.getFirst(), rejected.certain());
                    if (node.has(Flaw.PARTS_FORGOTTEN)) {
                        parts.clear();
                    }
                }
            } else if (!(outcome instanceof LoadOutcome.Loaded)) {
                node.giveUp(List.of(whole));
                return false;
            }
            if (parts.isEmpty()) {
                settle(whole, leaving);
                return true;
            }
            part = parts.pop();
            outcome = attempt(List.of(node.delivery(whole.source(), part)));
        }
    }

    /**
     * The FlowFile is done with, in one NiFi session.
     *
     * @param leaving records that the target refuses, and whether that is certain
     */
    private void settle(final Delivery<List<ModelRecord>> delivery, final Map<ModelRecord, Boolean> leaving) {
        history.acknowledge(node.content(delivery.records()).stream()
                .filter(row -> !leaving.containsKey(row))
                .toList());
        if (node.has(Flaw.REJECTED_AFTER_SETTLING)) {
            node.done(delivery.source());
            history.scheduler.step();
            crashPerhaps();
        }
        leaving.forEach((row, certain) -> history.reject(List.of(row), certain));
        history.reject(delivery.source().stream().filter(history::isUnloadable).toList(), true);
        node.done(delivery.source());
    }

    private void crashPerhaps() {
        node.checkLife(born);
        if (node.nextFault().isCrash()) {
            node.crash();
            throw new ModelConnection.Crash();
        }
    }

    private LoadOutcome attempt(final List<Delivery<List<ModelRecord>>> transaction) throws InterruptedException {
        final Batch batch = batch(transaction);
        final LoadOutcome outcome = history.load(batch, opened, node::recall);
        history.tally.count(batch, outcome);
        node.note(() -> transaction.stream().map(Delivery::source).toList() + " " + outcome);
        history.scheduler.step();
        // Between Snowflake's COMMIT and NiFi's.
        crashPerhaps();
        switch (outcome) {
            case LoadOutcome.Loaded loaded -> {
                final long rows = transaction.stream()
                        .mapToLong(delivery -> node.content(delivery.records()).size())
                        .sum();
                if (loaded.inserted() + loaded.recognised() != rows) {
                    throw new Finding(Finding.Kind.LOSS, "inserted and recognised are not all rows");
                }
            }
            case LoadOutcome.Rejected rejected -> checkCause(rejected.message());
            case LoadOutcome.NotYet notYet -> {}
            case LoadOutcome.Altered altered -> {}
            case LoadOutcome.Stopped stopped -> {
                checkCause(stopped.message());
                node.halt();
            }
        }
        return outcome;
    }

    private Batch batch(final List<Delivery<List<ModelRecord>>> transaction) {
        final Batch batch = Batch.of(transaction);
        return node.has(Flaw.OVERLAP_TAKEN_FOR_NONE)
                ? new Batch(batch.records(), batch.columns(), batch.targetShape(), batch.shards(), true)
                : batch;
    }

    private static void checkCause(final String message) {
        if (message.equals(ModelWarehouse.ALTERED)) {
            throw new Finding(Finding.Kind.ALTERED, "an outdated description is taken for somebody's fault");
        }
    }
}
