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
import io.shardflow.nifi.snowflake.name.ShownText;
import io.shardflow.nifi.snowflake.progress.LoadProgress;
import io.shardflow.nifi.snowflake.progress.Settled;
import io.shardflow.nifi.snowflake.target.ReasonWatch;
import io.shardflow.nifi.snowflake.task.LoadResults;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;

/**
 * Sends finished FlowFiles on, each group in a session of its own. What is not finished stays in the session it came with,
 * whose rollback leaves it at its old place in the queue; handing it back in any other way would move it to the end.
 */
final class Routing implements LoadResults {

    private static final int REASONS_SHOWN = 5;

    /** Lines and positions, by which reasons of many FlowFiles differ that are one for who reads the bulletin. */
    private static final Pattern NUMBERS = Pattern.compile("\\b\\d+\\b");

    private final ProcessSessionFactory sessions;
    private final ProcessSession source;
    private final LoadProgress progress;
    private final ReasonWatch failures;

    /** @param failures is shown why FlowFiles go to failure */
    Routing(
            final ProcessSessionFactory sessions,
            final ProcessSession source,
            final LoadProgress progress,
            final ReasonWatch failures) {
        this.sessions = sessions;
        this.source = source;
        this.progress = progress;
        this.failures = failures;
    }

    @Override
    public void loaded(
            final Collection<FlowFile> flowFiles,
            final Map<FlowFile, List<RejectedRecords>> rejected,
            final Map<FlowFile, Gap> gaps,
            final Committed transaction) {
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - transaction.startedNanos());
        final String details = "loaded %d, recognised %d in this transaction"
                .formatted(
                        transaction.outcome().inserted(), transaction.outcome().recognised());
        final long count = rejected.values().stream().mapToLong(Routing::count).sum();
        final long bytes = flowFiles.stream().mapToLong(FlowFile::getSize).sum();
        final Settled settled = new Settled(Optional.of(transaction.outcome()), transaction.arrivals(), count, bytes);
        settle(flowFiles, () -> progress.settled(settled), done -> {
            for (final FlowFile flowFile : flowFiles) {
                done.getProvenanceReporter().send(flowFile, transaction.transitUri(), details, millis);
            }
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
        final Settled settled = new Settled(Optional.empty(), Map.of(), count(rejected), flowFile.getSize());
        settle(
                List.of(flowFile),
                () -> progress.settled(settled),
                done -> done.transfer(without(done, flowFile, rejected), PutSnowflake.SUCCESS));
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
        return done.putAttribute(flowFile, PutSnowflake.REJECTED_ATTRIBUTE, Long.toString(count(rejected)));
    }

    private static long count(final List<RejectedRecords> rejected) {
        return rejected.stream().mapToLong(RejectedRecords::count).sum();
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
        settle(List.of(flowFile), progress::flowFileFailed, done -> {
            final FlowFile marked = done.putAttribute(flowFile, PutSnowflake.REASON_ATTRIBUTE, reason);
            done.transfer(marked, PutSnowflake.FAILURE);
        });
        failures.add(Map.of(NUMBERS.matcher(reason).replaceAll("#"), 1L));
    }

    /**
     * A session that is neither committed nor rolled back would keep its FlowFiles from everybody until NiFi restarts.
     *
     * @param committed called when the session has committed, in a Stateless group with the group's run
     */
    private void settle(
            final Collection<FlowFile> flowFiles, final Runnable committed, final Consumer<ProcessSession> work) {
        final ProcessSession own = sessions.createSession();
        source.migrate(own, flowFiles);
        try {
            work.accept(own);
            own.commitAsync(committed);
        } catch (final RuntimeException | Error e) {
            own.rollback();
            throw e;
        }
    }
}
