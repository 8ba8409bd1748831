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

import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.task.LoadResults;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;

/**
 * Sends finished FlowFiles on, each group in a session of its own. What is not finished stays in the session it came with,
 * whose rollback leaves it at its old place in the queue; handing it back in any other way would move it to the end.
 */
final class Routing implements LoadResults {

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
                done.transfer(
                        gap == null ? flowFile : done.putAttribute(flowFile, PutSnowflake.GAP_ATTRIBUTE, gap.json()),
                        PutSnowflake.SUCCESS);
            }
        });
    }

    @Override
    public void empty(final FlowFile flowFile) {
        settle(List.of(flowFile), done -> done.transfer(flowFile, PutSnowflake.SUCCESS));
    }

    @Override
    public void failed(final FlowFile flowFile, final String reason) {
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
