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

import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** Finds, for each shard, the record that lies safely before what the sink has committed. One thread. */
final class LedgerRewind {

    private final ShardReader shards;
    private final Map<String, CommittedPositions.Committed> committed;
    private final Duration margin;

    /** @param margin how much older, by arrival, than the highest committed record a missing one may be */
    LedgerRewind(
            final ShardReader shards,
            final Map<String, CommittedPositions.Committed> committed,
            final Duration margin) {
        this.shards = shards;
        this.committed = committed;
        this.margin = margin;
    }

    /**
     * Where one shard is read from.
     *
     * @param arrival of its first record; empty for the beginning
     * @param behind how long after its arrival the highest committed record was committed; 0 if it is not known
     */
    private record Place(
            ExtendedSequenceNumber checkpoint, Optional<Instant> arrival, Duration behind, String reason) {}

    private static Place beginning(final ExtendedSequenceNumber beginning, final String reason) {
        return new Place(beginning, Optional.empty(), Duration.ZERO, reason);
    }

    /** The checkpoints to be written, parents before children; each listed shard is told in the report. */
    List<BegunChange.NewCheckpoint> plan(
            final List<ShardInfo> listing,
            final Map<String, ExtendedSequenceNumber> leases,
            final ExtendedSequenceNumber beginning,
            final OptionalLong startAt,
            final Report report)
            throws InterruptedException {
        final Set<String> begun = LeasePlan.begun(listing, leases.keySet());
        final Map<String, Place> places = new HashMap<>();
        Duration mostBehind = Duration.ZERO;
        for (final ShardInfo shard : listing) {
            if (begun.contains(shard.shardId())) {
                final Place place = place(shard.shardId(), beginning, startAt);
                places.put(shard.shardId(), place);
                mostBehind = place.behind().compareTo(mostBehind) > 0 ? place.behind() : mostBehind;
            }
        }
        if (mostBehind.compareTo(margin) > 0) {
            report.note(
                    ("ATTENTION: the sink was %s behind when it last committed, so a backlog was being caught up. An hour of"
                                    + " arrival passes in minutes then, and a FlowFile that was held back for minutes lies hours below what"
                                    + " was committed. Set Rewind Margin to the length of the backlog.")
                            .formatted(TextReport.duration(mostBehind)));
        }
        final List<BegunChange.NewCheckpoint> checkpoints = new ArrayList<>();
        for (final LedgerPlan.Step step : LedgerPlan.of(
                listing, leases, beginning, shard -> places.get(shard).checkpoint())) {
            final String id = step.shard().shardId();
            step.checkpoint().ifPresent(to -> checkpoints.add(new BegunChange.NewCheckpoint(id, to)));
            tell(report, step, leases.get(id), Optional.ofNullable(places.get(id)));
        }
        return checkpoints;
    }

    private Place place(final String shardId, final ExtendedSequenceNumber beginning, final OptionalLong startAt)
            throws InterruptedException {
        final CommittedPositions.Committed highest = committed.get(shardId);
        if (highest == null) {
            return beginning(beginning, "the sink has committed nothing of it");
        }
        final String number = highest.highest().sequenceNumber();
        final Optional<Instant> arrival = shards.at(shardId, number)
                .flatMap(ShardReader.Answer::record)
                .filter(record -> record.sequenceNumber().equals(number))
                .map(ShardReader.Found::arrival);
        if (arrival.isEmpty()) {
            return beginning(beginning, "what the sink has committed of it has expired");
        }
        final long from = Math.max(0, begin(arrival.get(), startAt));
        return shards.since(shardId, from)
                .record()
                .map(first -> new Place(
                        new ExtendedSequenceNumber(first.sequenceNumber(), Rewind.INCLUSIVE),
                        Optional.of(first.arrival()),
                        Duration.between(arrival.get(), highest.at()),
                        "the sink has committed up to a record of " + arrival.get()))
                .filter(place -> place.checkpoint().compareTo(new ExtendedSequenceNumber(number)) < 0)
                .orElseGet(() -> beginning(beginning, "no record was found before what is committed"));
    }

    /** A sink that has committed what arrived before the application began was fed by an earlier one, and is gone back to. */
    private long begin(final Instant arrival, final OptionalLong startAt) {
        final long safe = arrival.minus(margin).toEpochMilli();
        return startAt.isPresent() && startAt.getAsLong() <= arrival.toEpochMilli()
                ? Math.max(safe, startAt.getAsLong())
                : safe;
    }

    private void tell(
            final Report report,
            final LedgerPlan.Step step,
            final ExtendedSequenceNumber before,
            final Optional<Place> place) {
        final Optional<ExtendedSequenceNumber> to = step.checkpoint();
        final boolean atPlace = to.isPresent()
                && place.map(found -> found.checkpoint().equals(to.get())).orElse(false);
        final String id = step.shard().shardId();
        report.row("shards")
                .with("shardId", id)
                .with("changed", to.isPresent())
                .with("firstArrival", atPlace ? place.get().arrival().orElse(null) : null)
                .with(
                        "nextStartReads",
                        to.isEmpty()
                                ? step.reason()
                                : to.get().isSentinelCheckpoint() ? "from its beginning" : "from the record below")
                .with(
                        "firstSequenceNumber",
                        to.map(ExtendedSequenceNumber::sequenceNumber).orElse(null))
                .with(
                        "ledgerPosition",
                        committed.containsKey(id) ? committed.get(id).highest().sequenceNumber() : null)
                .with("checkpointBefore", before == null ? null : before.sequenceNumber())
                .with("remark", place.map(Place::reason).orElse(null));
    }
}
