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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches checkpoints while a sink works: for each one seen, how many records of the shard up to there the sink had. The
 * checkpoint is read first, so a sink that had fewer than it ever got was passed by the checkpoint.
 *
 * <p>Threads: one of its own watches; the rest is the test's.
 */
final class CheckpointWatch implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(150);

    /** How many different records of a shard, up to and including a sequence number, the sink has. */
    interface Sink {
        long countUpTo(String shardId, String sequenceNumber) throws Exception;
    }

    /** A checkpoint as the state table showed it. */
    private record Checkpoint(String shardId, String sequenceNumber) {}

    private final Run run;
    private final Sink sink;
    private final Map<Checkpoint, Long> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private volatile Exception failure;

    CheckpointWatch(final Run run, final Sink sink) {
        this.run = run;
        this.sink = sink;
        thread = Thread.ofPlatform().daemon().name("checkpoint-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (!closed.get()) {
                for (final Map.Entry<String, String> entry : run.checkpoints().entrySet()) {
                    final Checkpoint checkpoint = new Checkpoint(entry.getKey(), entry.getValue());
                    if (Character.isDigit(checkpoint.sequenceNumber().charAt(0)) && !seen.containsKey(checkpoint)) {
                        seen.put(checkpoint, sink.countUpTo(checkpoint.shardId(), checkpoint.sequenceNumber()));
                    }
                }
                await().pollDelay(LOOK).until(() -> true);
            }
        } catch (final Exception e) {
            failure = e;
        }
    }

    /** Call it when the sink has everything. */
    void assertNeverAheadOfSink() throws Exception {
        close();
        assertThat(failure).isNull();
        assertThat(seen)
                .hasSizeGreaterThan(Set.copyOf(run.checkpoints().keySet()).size());
        for (final Map.Entry<Checkpoint, Long> entry : seen.entrySet()) {
            final Checkpoint checkpoint = entry.getKey();
            assertThat(entry.getValue())
                    .as("records that the sink had when it was seen: %s", checkpoint)
                    .isEqualTo(sink.countUpTo(checkpoint.shardId(), checkpoint.sequenceNumber()));
        }
    }

    @Override
    public void close() {
        closed.set(true);
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
