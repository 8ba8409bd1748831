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
package io.shardflow.nifi.snowflake;

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.content.EnvelopeFile;
import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.name.ShownText;
import io.shardflow.nifi.snowflake.task.LoadResults;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;

/**
 * Sends finished FlowFiles on, each group in a session of its own. What is not finished stays in the session it came with,
 * whose rollback leaves it at its old place in the queue; handing it back in any other way would move it to the end.
 */
final class Routing implements LoadResults {

    private static final int REASONS_SHOWN = 5;

    private final ProcessSessionFactory sessions;
    private final ProcessSession source;
    private final ComponentLog log;

    Routing(final ProcessSessionFactory sessions, final ProcessSession source, final ComponentLog log) {
        this.sessions = sessions;
        this.source = source;
        this.log = log;
    }

    @Override
    public void loaded(
            final Collection<FlowFile> flowFiles,
            final Map<FlowFile, List<RejectedRecords>> rejected,
            final Map<FlowFile, Gap> gaps,
            final LoadOutcome.Loaded outcome,
            final String transitUri,
            final long startedNanos) {
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        final String details =
                "loaded %d, recognised %d in this transaction".formatted(outcome.inserted(), outcome.recognised());
        settle(flowFiles, done -> {
            for (final FlowFile flowFile : flowFiles) {
                done.getProvenanceReporter().send(flowFile, transitUri, details, millis);
            }
            done.adjustCounter("Rows Loaded", outcome.inserted(), false);
            done.adjustCounter("Rows Recognised", outcome.recognised(), false);
            done.adjustCounter(outcome.fast() ? "Fast Transactions" : "Slow Transactions", 1, false);
            done.adjustCounter("Repeated Attempts", outcome.attempts() - 1L, false);
            done.adjustCounter(
                    "Shards Taken by Other Writers", outcome.conflicts().size(), false);
            for (final FlowFile flowFile : flowFiles) {
                final Gap gap = gaps.get(flowFile);
                final FlowFile marked =
                        gap == null ? flowFile : done.putAttribute(flowFile, PutSnowflake.GAP_ATTRIBUTE, gap.json());
                done.transfer(without(done, marked, rejected.get(flowFile)), PutSnowflake.SUCCESS);
            }
        });
    }

    @Override
    public void nothingToLoad(final FlowFile flowFile, final List<RejectedRecords> rejected) {
        settle(List.of(flowFile), done -> done.transfer(without(done, flowFile, rejected), PutSnowflake.SUCCESS));
    }

    /** Sends the records that cannot be loaded to rejected, in the session that settles their FlowFile (point 16). */
    private static FlowFile without(
            final ProcessSession done, final FlowFile flowFile, final List<RejectedRecords> rejected) {
        if (rejected.isEmpty()) {
            return flowFile;
        }
        final List<EnvelopeFile> together = rejected.stream()
                .map(RejectedRecords::together)
                .filter(file -> file.count() > 0)
                .toList();
        if (!together.isEmpty()) {
            reject(done, flowFile, together);
        }
        rejected.stream()
                .flatMap(records -> records.alone().stream())
                .forEach(envelope -> reject(done, flowFile, List.of(envelope)));
        final long count = rejected.stream().mapToLong(RejectedRecords::count).sum();
        done.adjustCounter("Records Rejected", count, false);
        return done.putAttribute(flowFile, PutSnowflake.REJECTED_ATTRIBUTE, Long.toString(count));
    }

    private static void reject(final ProcessSession done, final FlowFile flowFile, final List<EnvelopeFile> envelopes) {
        // Of the FlowFile, whose records these are not any more; the error table is not the one that may have a gap.
        FlowFile rejected = done.removeAttribute(done.create(flowFile), FlowFileAttributes.START_POSITION);
        rejected = done.removeAttribute(rejected, PutSnowflake.GAP_ATTRIBUTE);
        rejected = done.write(rejected, out -> {
            for (final EnvelopeFile file : envelopes) {
                file.writeTo(out);
            }
        });
        rejected = done.putAllAttributes(
                rejected,
                Map.of(
                        "record.count",
                        Long.toString(envelopes.stream()
                                .mapToLong(EnvelopeFile::count)
                                .sum()),
                        CoreAttributes.MIME_TYPE.key(),
                        "application/json",
                        PutSnowflake.REASON_ATTRIBUTE,
                        summary(envelopes)));
        done.transfer(rejected, PutSnowflake.REJECTED);
    }

    private static String summary(final List<EnvelopeFile> envelopes) {
        final Map<String, Long> reasons = new LinkedHashMap<>();
        envelopes.forEach(file -> file.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
        return reasons.entrySet().stream()
                .limit(REASONS_SHOWN)
                .map(reason -> reason.getKey() + " (" + reason.getValue() + ")")
                .collect(Collectors.joining("; ", "", reasons.size() > REASONS_SHOWN ? "; …" : ""));
    }

    @Override
    public void failed(final FlowFile flowFile, final String cause) {
        final String reason = ShownText.of(cause);
        settle(List.of(flowFile), done -> {
            log.error("{} goes to failure: {}", flowFile, reason);
            final FlowFile marked = done.putAttribute(flowFile, PutSnowflake.REASON_ATTRIBUTE, reason);
            done.adjustCounter("FlowFiles Failed", 1, false);
            done.transfer(marked, PutSnowflake.FAILURE);
        });
    }

    /** A session that is neither committed nor rolled back would keep its FlowFiles from everybody until NiFi restarts. */
    private void settle(final Collection<FlowFile> flowFiles, final Consumer<ProcessSession> work) {
        final ProcessSession own = sessions.createSession();
        source.migrate(own, flowFiles);
        try {
            work.accept(own);
            own.commitAsync();
        } catch (final RuntimeException | Error e) {
            own.rollback();
            throw e;
        }
    }
}
