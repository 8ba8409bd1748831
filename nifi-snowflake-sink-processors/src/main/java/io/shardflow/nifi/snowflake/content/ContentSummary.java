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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the load needs to know of the records of one content, summed up while they are read. One thread. */
final class ContentSummary {

    private final SeenPositions seen;
    private final Map<StreamShard, Tally> tallies = new LinkedHashMap<>();
    /** Of each shard, among the records that are not taken. */
    private final Map<StreamShard, Position> highestLeftOut = new HashMap<>();

    /** Those that a column can have; longer ones are named nowhere, and would fill the heap. */
    private final Set<String> fields = new LinkedHashSet<>();
    /** Of the record before: most often the same list. */
    private List<String> fieldsBefore;

    private long rows;
    private long repeats;
    private long bytes;

    /** @param seen null: no position comes again */
    ContentSummary(final SeenPositions seen) {
        this.seen = seen;
    }

    /** Whether {@link #isRepeat} has an answer: a position above all of its shard cannot have been there. */
    boolean canTell(final ScannedRecord.Identity identity) {
        if (seen != null) {
            return true;
        }
        final Tally before = tallies.get(identity.shard());
        final Position leftOut = highestLeftOut.isEmpty() ? null : highestLeftOut.get(identity.shard());
        return (before == null || identity.position().isAfter(before.max))
                && (leftOut == null || identity.position().isAfter(leftOut));
    }

    /**
     * Whether the record on which the lines stand has been there before.
     *
     * @throws UnloadableContentException if another record had its position
     */
    boolean isRepeat(final ScannedRecord.Identity identity, final RecordLines lines) throws UnloadableContentException {
        final boolean repeat = seen != null && seen.isRepeat(identity, lines);
        repeats += repeat ? 1 : 0;
        return repeat;
    }

    /** @throws UnloadableRecordException if there were too many different fields with those of another record */
    void checkRoom(final List<String> more) throws UnloadableRecordException {
        if (fields.size() + more.size() > ContentSpooler.MAX_FIELDS
                && fields.size()
                                + more.stream()
                                        .filter(field -> isNamed(field) && !fields.contains(field))
                                        .distinct()
                                        .count()
                        > ContentSpooler.MAX_FIELDS) {
            throw new UnloadableRecordException("more than " + ContentSpooler.MAX_FIELDS
                    + " different top-level fields in the FlowFile, with those of this record");
        }
    }

    void add(final ScannedRecord found, final long length) {
        rows++;
        bytes += length;
        tallies.computeIfAbsent(found.identity().shard(), shard -> new Tally()).add(found.identity());
        if (found.fields() != fieldsBefore) {
            fieldsBefore = found.fields();
            fieldsBefore.stream().filter(ContentSummary::isNamed).forEach(fields::add);
        }
    }

    private static boolean isNamed(final String field) {
        return field.length() <= Identifier.MAX_LENGTH;
    }

    /** A record with this position is not taken. */
    void leftOut(final ScannedRecord.Identity identity) {
        highestLeftOut.merge(
                identity.shard(), identity.position(), (before, now) -> now.isAfter(before) ? now : before);
    }

    /** The {@link ShardRange} of the records of a shard so far. */
    private static final class Tally {
        private Position min;
        private Position max;
        private boolean arrivalsKnown = true;
        private long firstArrival = Long.MAX_VALUE;
        private long lastArrival = Long.MIN_VALUE;
        private long rows;

        void add(final ScannedRecord.Identity identity) {
            final Position position = identity.position();
            min = min == null || min.isAfter(position) ? position : min;
            max = max == null || position.isAfter(max) ? position : max;
            if (identity.arrival() == null) {
                arrivalsKnown = false;
            } else {
                firstArrival = Math.min(firstArrival, identity.arrival());
                lastArrival = Math.max(lastArrival, identity.arrival());
            }
            rows++;
        }

        ShardRange range(final StreamShard shard) {
            return new ShardRange(
                    shard,
                    min,
                    max,
                    arrivalsKnown ? Optional.of(new ArrivalRange(firstArrival, lastArrival)) : Optional.empty(),
                    rows);
        }
    }

    SpooledContent toContent(final SpoolFile file, final RejectedRecords rejected) {
        final Map<StreamShard, ShardRange> ranges = new LinkedHashMap<>();
        tallies.forEach((shard, tally) -> ranges.put(shard, tally.range(shard)));
        return new SpooledContent(file, rows, repeats, bytes, ranges, List.copyOf(fields), rejected);
    }
}
