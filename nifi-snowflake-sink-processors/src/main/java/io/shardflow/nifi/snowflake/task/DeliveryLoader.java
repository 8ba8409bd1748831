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

import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.flowfile.FlowFile;

/**
 * Loads FlowFiles in transactions and tells what became of each; of those that Snowflake refuses, ever smaller parts. One
 * task, one thread.
 */
final class DeliveryLoader implements AutoCloseable {

    private final Target target;
    private final PendingContents pending;
    private final LoadResults results;
    private final LoadBudget budget = new LoadBudget();
    private final EarlyUpload early = new EarlyUpload();
    private Map<FlowFile, Gap> gaps = Map.of();
    private boolean altered;

    DeliveryLoader(final Target target, final PendingContents pending, final LoadResults results) {
        this.target = target;
        this.pending = pending;
        this.results = results;
    }

    /** Uploads what {@link #load} will begin with if all that is loaded now lands. */
    void uploadEarly(final Target.Open open, final List<Delivery<FlowFile>> deliveries) {
        early.upload(open, deliveries);
    }

    /**
     * Loads them, those of a shard in their order.
     *
     * @return empty when all are done with; otherwise what was not told of is still pending
     * @throws IOException if a part of one could not be spooled
     */
    Optional<Pause> load(final Target.Open open, final List<Delivery<FlowFile>> deliveries)
            throws InterruptedException, IOException {
        altered = false;
        gaps = target.gaps().look(deliveries, open.sessions());
        open.loader().lookAhead(TransactionPlanner.ranges(deliveries));
        for (final List<Delivery<FlowFile>> transaction : TransactionPlanner.plan(deliveries, open.loader()::isAbove)) {
            final Optional<Pause> pause = loadOne(open, transaction);
            if (pause.isPresent()) {
                return pause;
            }
        }
        return Optional.empty();
    }

    /** Whether the last {@link #load} ended because the table is no longer what it was planned for. */
    boolean isAltered() {
        return altered;
    }

    private Optional<Pause> loadOne(final Target.Open open, final List<Delivery<FlowFile>> transaction)
            throws InterruptedException, IOException {
        final long started = System.nanoTime();
        return ended(open, transaction, early.load(open, Batch.of(transaction)), List.of(), started);
    }

    /** @param refused of a transaction of one FlowFile, the records that Snowflake refused one by one */
    private Optional<Pause> ended(
            final Target.Open open,
            final List<Delivery<FlowFile>> transaction,
            final LoadOutcome outcome,
            final List<RejectedRecords> refused,
            final long started)
            throws InterruptedException, IOException {
        return switch (outcome) {
            case LoadOutcome.Altered nothing -> {
                altered = true;
                yield Optional.of(new Pause.Busy());
            }
            case LoadOutcome.Loaded loaded -> {
                settle(open, transaction, loaded, refused, started);
                yield Optional.empty();
            }
            // The next trigger goes on where this one ends.
            case LoadOutcome.Rejected rejected when budget.isUsedUpInAll() -> Optional.of(new Pause.Busy());
            case LoadOutcome.Rejected rejected
            when transaction.size() > 1 -> {
                budget.halve();
                final int half = transaction.size() / 2;
                final Optional<Pause> pause = loadOne(open, transaction.subList(0, half));
                yield pause.isPresent() ? pause : loadOne(open, transaction.subList(half, transaction.size()));
            }
            case LoadOutcome.Rejected rejected -> bisect(open, transaction.getFirst(), rejected, started);
            case LoadOutcome.NotYet notYet -> Optional.of(Pause.of(notYet));
            case LoadOutcome.Stopped stopped -> {
                if (stopped.reason() == LoadOutcome.StopReason.LEDGER_REPLACED) {
                    target.halt(stopped.message());
                } else {
                    target.reopen(open);
                }
                yield Optional.of(Pause.Troubled.lasting(stopped.reason().name(), stopped.message()));
            }
        };
    }

    private void settle(
            final Target.Open open,
            final List<Delivery<FlowFile>> transaction,
            final LoadOutcome.Loaded loaded,
            final List<RejectedRecords> refused,
            final long started) {
        target.rivals().conflicted(loaded.conflicts());
        target.tellWrongArrivals(open);
        final Map<FlowFile, List<RejectedRecords>> rejected = new LinkedHashMap<>();
        for (final Delivery<FlowFile> delivery : transaction) {
            final List<RejectedRecords> all = new ArrayList<>(pending.rejected(delivery.source()));
            all.addAll(refused);
            rejected.put(delivery.source(), all);
        }
        results.loaded(
                rejected.keySet(),
                rejected,
                gaps,
                new LoadResults.Committed(
                        loaded, arrivals(transaction), open.sessions().id(), started));
        refused.forEach(records -> target.rejections().add(records.reasons()));
        rejected.keySet().forEach(pending::done);
    }

    private static Map<String, ArrivalRange> arrivals(final List<Delivery<FlowFile>> transaction) {
        final Map<String, ArrivalRange> arrivals = new LinkedHashMap<>();
        for (final Delivery<FlowFile> delivery : transaction) {
            delivery.shards().forEach((shard, range) -> range.arrivals()
                    .ifPresent(some -> arrivals.merge(shard.shardId(), some, ArrivalRange::and)));
        }
        return arrivals;
    }

    private Optional<Pause> bisect(
            final Target.Open open,
            final Delivery<FlowFile> delivery,
            final LoadOutcome.Rejected rejected,
            final long started)
            throws InterruptedException, IOException {
        budget.begin();
        try (Bisection bisection = new Bisection(
                delivery,
                pending.contents().get(delivery.source()).content(),
                gate -> pending.spoolerOfParts(delivery.source(), gate),
                open.loader()::load,
                budget)) {
            final LoadOutcome outcome = bisection.run(rejected);
            return ended(open, List.of(delivery), outcome, bisection.refused(), started);
        }
    }

    /** Lets go of what was uploaded and not loaded. */
    @Override
    public void close() {
        early.close();
    }
}
