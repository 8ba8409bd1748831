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

import io.shardflow.nifi.snowflake.reader.ReaderUnavailableException;
import io.shardflow.nifi.snowflake.target.ReaderOutages;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.nifi.flowfile.FlowFile;

/**
 * FlowFiles of a task that the Record Reader cannot read now, as it says. The first stays in the queue, and so does all behind
 * it, since nothing overtakes. When that has gone on for long, those behind are read nevertheless: if one can be read, the
 * reader has what it needs, and the FlowFile does not hold up others any more. One thread, one task.
 */
final class UnreadContents {

    /** Each try may wait for a registry that does not answer. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);

    private final ReaderOutages outages;
    private final LongSupplier nanoClock;
    private final Map<FlowFile, ReaderUnavailableException> overdue = new LinkedHashMap<>();
    private ReaderUnavailableException first;
    private boolean somebodyWaits;
    private boolean searchEnded;
    private long searchedSince;

    UnreadContents(final ReaderOutages outages, final LongSupplier nanoClock) {
        this.outages = outages;
        this.nanoClock = nanoClock;
    }

    void add(final FlowFile flowFile, final ReaderUnavailableException why) {
        if (first == null) {
            first = why;
            searchedSince = nanoClock.getAsLong();
        }
        if (outages.failed(flowFile)) {
            overdue.put(flowFile, why);
        } else {
            somebodyWaits = true;
        }
        searchEnded = nanoClock.getAsLong() - searchedSince >= LONGEST_SEARCH.toNanos();
    }

    /** Whether none behind them is to be read. */
    boolean holdUpOthers() {
        return first != null && (overdue.isEmpty() || searchEnded);
    }

    /**
     * The reader has read this one.
     *
     * @param failed told of those before it that hold up others no more, and why
     * @return whether it may be loaded; if not, others before it have still to be waited for
     */
    boolean read(final FlowFile flowFile, final BiConsumer<FlowFile, String> failed) {
        outages.ended(flowFile);
        if (flowFile.getSize() == 0) {
            // For that no reader was asked.
            return first == null;
        }
        overdue.forEach((unread, why) -> {
            outages.ended(unread);
            failed.accept(
                    unread,
                    "for %d minutes, in which others were read: %s; then send the FlowFile here again"
                            .formatted(ReaderOutages.PATIENCE.toMinutes(), why.getMessage()));
        });
        overdue.clear();
        if (!somebodyWaits) {
            first = null;
        }
        return !somebodyWaits;
    }

    /** Why FlowFiles stay in the queue; empty if none does. */
    Optional<ReaderUnavailableException> why() {
        return Optional.ofNullable(first);
    }
}
