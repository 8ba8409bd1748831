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

import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;

/**
 * Looks at every FlowFile that NiFi shows in the queue, and leaves it there. Times are milliseconds since the epoch, when
 * FlowFiles came into this queue. One thread, for one look.
 */
final class QueueSurvey implements FlowFileFilter {

    /** What a producer says of its FlowFile; a hint. */
    private static final String RECORD_COUNT = "record.count";

    private static final int MOST_DIGITS = 9;

    /**
     * The FlowFiles of one table.
     *
     * @param records as far as FlowFiles say how many they have
     * @param oldest when the first came
     * @param oldestFree when the first of those came that may be taken; {@link Long#MAX_VALUE} if no FlowFile may
     * @param anyHeld whether there are others, which other tasks have to be waited for
     */
    record Waiting(int flowFiles, long bytes, long records, long oldest, long oldestFree, boolean anyHeld) {

        private Waiting and(final Waiting other) {
            return new Waiting(
                    flowFiles + other.flowFiles,
                    bytes + other.bytes,
                    records + other.records,
                    Math.min(oldest, other.oldest),
                    Math.min(oldestFree, other.oldestFree),
                    anyHeld || other.anyHeld);
        }
    }

    private final Function<FlowFile, Destination> destinationOf;
    private final Predicate<Destination> isInTrouble;
    private final ShardsInHand.Pass pass;
    private final long since;
    private final SequencedMap<Destination, Waiting> tables = new LinkedHashMap<>();
    private int inTrouble;
    private long oldest = Long.MAX_VALUE;
    private int flowFiles;
    private int flowFilesSince;
    private long bytesSince;
    private long newest = Long.MIN_VALUE;
    private long firstSince = Long.MAX_VALUE;

    /**
     * @param isInTrouble tables whose FlowFiles count nowhere but in {@link #inTrouble}: they wait for something else
     * @param pass tells which FlowFiles may be taken
     * @param since what came after this time is new
     */
    QueueSurvey(
            final Function<FlowFile, Destination> destinationOf,
            final Predicate<Destination> isInTrouble,
            final ShardsInHand.Pass pass,
            final long since) {
        this.destinationOf = destinationOf;
        this.isInTrouble = isInTrouble;
        this.pass = pass;
        this.since = since;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final Destination table = destinationOf.apply(flowFile);
        final long came = came(flowFile);
        oldest = Math.min(oldest, came);
        if (isInTrouble.test(table)) {
            inTrouble++;
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }
        flowFiles++;
        newest = Math.max(newest, came);
        if (came > since) {
            firstSince = Math.min(firstSince, came);
            flowFilesSince++;
            bytesSince += flowFile.getSize();
        }
        final boolean free = pass.mayTake(table, ShardsInHand.shardOf(flowFile));
        tables.merge(
                table,
                new Waiting(1, flowFile.getSize(), records(flowFile), came, free ? came : Long.MAX_VALUE, !free),
                Waiting::and);
        return FlowFileFilterResult.REJECT_AND_CONTINUE;
    }

    static long came(final FlowFile flowFile) {
        return Objects.requireNonNullElse(flowFile.getLastQueueDate(), flowFile.getEntryDate());
    }

    private static long records(final FlowFile flowFile) {
        final String count = flowFile.getAttribute(RECORD_COUNT);
        return count != null && isHint(count) ? Long.parseLong(count) : 0;
    }

    /** Whatever else stands there is none. */
    private static boolean isHint(final String count) {
        return !count.isEmpty()
                && count.length() <= MOST_DIGITS
                && count.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** FlowFiles of tables in trouble. */
    int inTrouble() {
        return inTrouble;
    }

    /** By table, in the order of the queue. */
    Map<Destination, Waiting> tables() {
        return tables;
    }

    /** Of some of the tables the one that has waited longest for being taken: so each has its turn, whatever connection brings it. */
    Optional<Destination> next(final Set<Destination> some) {
        return tables.entrySet().stream()
                .filter(table ->
                        some.contains(table.getKey()) && table.getValue().oldestFree() < Long.MAX_VALUE)
                .min(Comparator.comparingLong(table -> table.getValue().oldestFree()))
                .map(Map.Entry::getKey);
    }

    /** Of some of the tables the one that has waited longest of those that have a whole transaction. */
    Optional<Destination> fullest(final Set<Destination> some, final BatchLimits limits) {
        return tables.entrySet().stream()
                .filter(table -> some.contains(table.getKey())
                        && limits.areReached(
                                table.getValue().flowFiles(),
                                table.getValue().bytes(),
                                table.getValue().records()))
                .min(Comparator.comparingLong(table -> table.getValue().oldest()))
                .map(Map.Entry::getKey);
    }

    /** Whether of some of the tables there are FlowFiles that other tasks have to be waited for. */
    boolean anyHeld(final Set<Destination> some) {
        return some.stream().anyMatch(table -> tables.get(table).anyHeld());
    }

    int flowFiles() {
        return flowFiles;
    }

    /** When the first came of all, those of tables in trouble included; {@link Long#MAX_VALUE} if there is none. */
    long oldest() {
        return oldest;
    }

    int flowFilesSince() {
        return flowFilesSince;
    }

    long bytesSince() {
        return bytesSince;
    }

    /** When the last FlowFile came; empty if there is none. */
    OptionalLong newest() {
        return flowFiles == 0 ? OptionalLong.empty() : OptionalLong.of(newest);
    }

    /** When the first of the new ones came; empty if there is none. */
    OptionalLong firstSince() {
        return firstSince == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(firstSince);
    }
}
