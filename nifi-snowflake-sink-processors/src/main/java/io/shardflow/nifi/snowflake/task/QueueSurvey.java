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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
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

    /**
     * The FlowFiles of one table.
     *
     * @param records as far as FlowFiles say how many they have
     * @param oldest when the first came
     */
    record Waiting(int flowFiles, long bytes, long records, long oldest) {

        private Waiting and(final Waiting other) {
            return new Waiting(
                    flowFiles + other.flowFiles,
                    bytes + other.bytes,
                    records + other.records,
                    Math.min(oldest, other.oldest));
        }
    }

    private final Function<FlowFile, String> tableOf;
    private final Predicate<String> isInTrouble;
    private final long since;
    private final SequencedMap<String, Waiting> tables = new LinkedHashMap<>();
    private int inTrouble;
    private int flowFiles;
    private int flowFilesSince;
    private long bytesSince;
    private long newest = Long.MIN_VALUE;
    private long firstSince = Long.MAX_VALUE;

    /**
     * @param isInTrouble tables whose FlowFiles count nowhere but in {@link #inTrouble}: they wait for something else
     * @param since what came after this time is new
     */
    QueueSurvey(final Function<FlowFile, String> tableOf, final Predicate<String> isInTrouble, final long since) {
        this.tableOf = tableOf;
        this.isInTrouble = isInTrouble;
        this.since = since;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final String table = tableOf.apply(flowFile);
        if (isInTrouble.test(table)) {
            inTrouble++;
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }
        final long came = Objects.requireNonNullElse(flowFile.getLastQueueDate(), flowFile.getEntryDate());
        flowFiles++;
        newest = Math.max(newest, came);
        if (came > since) {
            firstSince = Math.min(firstSince, came);
            flowFilesSince++;
            bytesSince += flowFile.getSize();
        }
        tables.merge(table, new Waiting(1, flowFile.getSize(), records(flowFile), came), Waiting::and);
        return FlowFileFilterResult.REJECT_AND_CONTINUE;
    }

    private static long records(final FlowFile flowFile) {
        final String count = flowFile.getAttribute(RECORD_COUNT);
        // Whatever else stands there is no hint.
        return count != null && count.matches("[0-9]{1,9}") ? Long.parseLong(count) : 0;
    }

    /** FlowFiles of tables in trouble. */
    int inTrouble() {
        return inTrouble;
    }

    /** By table, in the order of the queue. */
    Map<String, Waiting> tables() {
        return tables;
    }

    int flowFiles() {
        return flowFiles;
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
