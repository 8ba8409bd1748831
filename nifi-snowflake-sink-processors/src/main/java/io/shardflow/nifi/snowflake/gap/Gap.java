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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The edges of what a table may lack of a shard, because its reading began anew at a time.
 *
 * @param start the first position after it
 * @param last the last position before it; empty if nothing of the shard was loaded before, as of one that was made by a
 *     split or merge meanwhile
 */
public record Gap(ShardStart start, Optional<LastLoaded> last) {

    /** The starts that are not known to go on within what was loaded: only these can leave a gap. */
    public static List<ShardStart> notReached(
            final Collection<ShardStart> starts, final Collection<LedgerEntry> ledger) {
        return starts.stream()
                .filter(start -> noted(start, ledger)
                        .filter(position -> !start.first().isAfter(position))
                        .isEmpty())
                .toList();
    }

    /**
     * The gaps that starts leave. A start on a table that has nothing of the stream from before leaves none.
     *
     * @param starts those that are {@link #notReached}
     * @param ledger every row of their streams
     * @param rows of each shard the highest row of the table, if there is one
     */
    public static List<Gap> of(
            final Collection<ShardStart> starts,
            final Collection<LedgerEntry> ledger,
            final Map<StreamShard, LastLoaded> rows) {
        final List<Gap> gaps = new ArrayList<>();
        for (final ShardStart start : starts) {
            final Optional<LastLoaded> last = last(start, ledger, rows);
            final boolean isGap =
                    last.isPresent() ? start.first().isAfter(last.get().position()) : wasLoadedBefore(start, ledger);
            if (isGap) {
                gaps.add(new Gap(start, last));
            }
        }
        return gaps;
    }

    /** The ledger's position, unless the table has a higher one, as after the ledger was dropped. */
    private static Optional<LastLoaded> last(
            final ShardStart start, final Collection<LedgerEntry> ledger, final Map<StreamShard, LastLoaded> rows) {
        final Optional<LastLoaded> row = Optional.ofNullable(rows.get(start.shard()));
        final Optional<LastLoaded> noted =
                noted(start, ledger).map(position -> new LastLoaded(position, Optional.empty()));
        return row.isPresent() && noted.isPresent() ? row.map(found -> found.or(noted.get())) : row.or(() -> noted);
    }

    private static Optional<Position> noted(final ShardStart start, final Collection<LedgerEntry> ledger) {
        return ledger.stream()
                .filter(entry -> entry.shard().equals(start.shard()))
                .findFirst()
                .flatMap(LedgerEntry::position);
    }

    private static boolean wasLoadedBefore(final ShardStart start, final Collection<LedgerEntry> ledger) {
        final String stream = start.shard().stream();
        return ledger.stream()
                .filter(entry -> entry.shard().stream().equals(stream))
                .flatMap(entry -> entry.committed().stream())
                .anyMatch(committed -> committed.isBefore(start.since()));
    }

    /** For a person: the shard with both edges. */
    public String text() {
        return "%s: %s, first after it %s"
                .formatted(
                        start.shard().shardId(),
                        last.map(found -> "last " + edge(found.position(), found.arrival()))
                                .orElse("nothing was loaded before"),
                        edge(start.first(), start.arrival()));
    }

    private static String edge(final Position position, final Optional<Instant> arrival) {
        return position.sequenceNumber()
                + (position.subSequenceNumber() == 0 ? "" : "/" + position.subSequenceNumber())
                + arrival.map(time -> " (arrived " + time + ")").orElse(" (arrival not known)");
    }

    /** For a program: a JSON object. Names and numbers of Kinesis hold nothing that JSON would escape. */
    public String json() {
        return "{\"stream\":\"%s\",\"shardId\":\"%s\",\"readSince\":\"%s\",\"last\":%s,\"first\":%s}"
                .formatted(
                        start.shard().stream(),
                        start.shard().shardId(),
                        start.since(),
                        last.map(found -> json(found.position(), found.arrival()))
                                .orElse("null"),
                        json(start.first(), start.arrival()));
    }

    private static String json(final Position position, final Optional<Instant> arrival) {
        return "{\"sequenceNumber\":\"%s\",\"subSequenceNumber\":%d,\"approximateArrival\":%s}"
                .formatted(
                        position.sequenceNumber(),
                        position.subSequenceNumber(),
                        arrival.map(time -> Long.toString(time.toEpochMilli())).orElse("null"));
    }
}
