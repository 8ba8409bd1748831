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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.content.RecordGate;
import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;

/**
 * Finds the records of one FlowFile that Snowflake refuses, by loading it in ever smaller parts, from its first record to its
 * last; each part is a transaction of its own. What is still refused when the loads are used up leaves with all of its part.
 * For an error that is not known to lie in a row nothing leaves unless other records of the FlowFile are in the table: what
 * stops all of them is no fault of theirs. One thread, one use.
 */
final class Bisection implements AutoCloseable {

    /** Loads a batch as {@link io.shardflow.nifi.snowflake.ledger.LedgerLoader#load} does. */
    @FunctionalInterface
    interface Loader {
        LoadOutcome load(Batch batch) throws InterruptedException;
    }

    /** Makes a spooler that takes every record that the gate lets through. */
    @FunctionalInterface
    interface Spoolers {
        ContentSpooler with(RecordGate gate) throws IOException;
    }

    /**
     * Records from a number, counted from 0, up to that of the one behind the last.
     *
     * @param again whether it is one record, of which the same was said before
     */
    private record Part(long from, long to, boolean again) {
        Part(final long from, final long to) {
            this(from, to, false);
        }

        long size() {
            return to - from;
        }
    }

    private final Delivery<FlowFile> whole;
    private final SpooledContent content;
    private final Spoolers spoolers;
    private final Loader loader;
    private final LoadBudget budget;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<SpooledContent> refused = new ArrayList<>();
    private final Map<Part, LoadOutcome.Rejected> unproven = new LinkedHashMap<>();

    private boolean believesHints = true;
    private OptionalLong hinted = OptionalLong.empty();
    private LoadOutcome end;
    private long inserted;
    private long recognised;
    private int attempts;
    private final Set<StreamShard> conflicts = new HashSet<>();

    /**
     * @param content of which the delivery is all
     * @param spoolers for parts of the content
     * @param budget of loads of one call of onTrigger
     */
    Bisection(
            final Delivery<FlowFile> whole,
            final SpooledContent content,
            final Spoolers spoolers,
            final Loader loader,
            final LoadBudget budget) {
        this.whole = whole;
        this.content = content;
        this.spoolers = spoolers;
        this.loader = loader;
        this.budget = budget;
    }

    /**
     * @param first how the FlowFile as a whole was refused
     * @return Loaded when every record is in the table or among the {@link #refused}; otherwise what came in between: then
     *     parts may be in the table, which are recognised when the FlowFile comes again
     */
    LoadOutcome run(final LoadOutcome.Rejected first) throws IOException, InterruptedException {
        refuse(new Part(0, content.rows()), first);
        while (end == null && !parts.isEmpty()) {
            final Part part = parts.pop();
            switch (load(part)) {
                case LoadOutcome.Loaded loaded -> {
                    inserted += loaded.inserted();
                    recognised += loaded.recognised();
                    attempts += loaded.attempts();
                    conflicts.addAll(loaded.conflicts());
                    // The row that an error named is not to blame.
                    believesHints &= hinted.isEmpty() || hinted.getAsLong() != part.from() || part.size() > 1;
                }
                case LoadOutcome.Rejected rejected -> refuse(part, rejected);
                case LoadOutcome.NotYet notYet -> {
                    return notYet;
                }
                case LoadOutcome.Altered altered -> {
                    return altered;
                }
                case LoadOutcome.Stopped stopped -> {
                    return stopped;
                }
            }
        }
        if (end != null) {
            return end;
        }
        return unproven.isEmpty() || inserted + recognised > 0 ? loaded() : keptBack();
    }

    private LoadOutcome loaded() throws IOException {
        for (final Map.Entry<Part, LoadOutcome.Rejected> suspect : unproven.entrySet()) {
            leave(suspect.getKey(), suspect.getValue());
        }
        return new LoadOutcome.Loaded(inserted, recognised, false, Math.max(1, attempts), conflicts);
    }

    private LoadOutcome keptBack() {
        return new LoadOutcome.NotYet(
                LoadOutcome.Reason.TRANSIENT,
                "Snowflake takes no record of a FlowFile: "
                        + unproven.values().iterator().next().message()
                        + ". It is not known whether that lies in the records, so none is rejected for it");
    }

    /** Those that Snowflake refused; they are removed by {@link #close()}. */
    List<RejectedRecords> refused() {
        return refused.stream().map(SpooledContent::rejected).toList();
    }

    private LoadOutcome load(final Part part) throws IOException, InterruptedException {
        budget.use();
        try (SpooledContent piece = spool(part, RecordGate.OPEN)) {
            return loader.load(Batch.of(List.of(new Delivery<>(
                    whole.source(), piece.file(), whole.columns(), whole.targetShape(), piece.shards()))));
        }
    }

    private void refuse(final Part part, final LoadOutcome.Rejected rejected) throws IOException {
        final boolean alone = part.size() == 1;
        if (!alone && !budget.isUsedUp()) {
            split(part, rejected.row());
        } else if (rejected.ground() == LoadOutcome.Ground.SIZE) {
            end = new LoadOutcome.NotYet(LoadOutcome.Reason.TRANSIENT, rejected.message());
        } else if (alone && !rejected.certain() && !part.again()) {
            parts.push(new Part(part.from(), part.to(), true));
        } else if (rejected.ground() == LoadOutcome.Ground.UNKNOWN) {
            unproven.put(part, rejected);
        } else {
            leave(part, rejected);
        }
    }

    private void leave(final Part part, final LoadOutcome.Rejected rejected) throws IOException {
        final String what =
                part.size() == 1 ? "Snowflake refuses it: " : "Snowflake refuses it or a record beside it: ";
        refused.add(spool(part, RecordGate.closed(what + rejected.message())));
    }

    /** Around the row that the error names, or in the middle. */
    private void split(final Part part, final OptionalLong row) {
        final boolean isHint = believesHints && row.isPresent() && row.getAsLong() <= part.size();
        hinted = isHint ? OptionalLong.of(part.from() + row.getAsLong() - 1) : OptionalLong.empty();
        if (isHint) {
            push(hinted.getAsLong() + 1, part.to());
            push(hinted.getAsLong(), hinted.getAsLong() + 1);
            push(part.from(), hinted.getAsLong());
        } else {
            final long middle = part.from() + part.size() / 2;
            push(middle, part.to());
            push(part.from(), middle);
        }
    }

    private void push(final long from, final long to) {
        if (from < to) {
            parts.push(new Part(from, to));
        }
    }

    private SpooledContent spool(final Part part, final RecordGate gate) throws IOException {
        try {
            return spoolers.with(gate).spool(content.records(part.from(), part.to()));
        } catch (final UnloadableContentException e) {
            throw new IllegalStateException("a part of what was spooled can be spooled", e);
        }
    }

    @Override
    public void close() {
        refused.forEach(SpooledContent::close);
    }
}
