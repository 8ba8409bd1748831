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
package io.shardflow.nifi.kinesis.lifecycle;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the time went between scheduling and the first record.
 *
 * <p><b>Threading.</b> Marks come from the run's thread and the client library's; guarded by this object's monitor.
 */
public final class StartTimeline {

    /** The steps, in the order in which they end. */
    public enum Step {
        CLIENTS("clients"),
        STREAM("stream and shards"),
        TABLE("state table"),
        LEASES("leases"),
        SCHEDULER("scheduler"),
        LEASE_TAKEN("first lease taken"),
        FIRST_RECORD("first record");

        private final String text;

        Step(final String text) {
            this.text = text;
        }
    }

    private final long began;
    private final Map<Step, Long> marks = new LinkedHashMap<>();
    private boolean reported;

    /** @param nanos {@link System#nanoTime()} when the processor was scheduled */
    public StartTimeline(final long nanos) {
        this.began = nanos;
    }

    /** Notes the end of a step, the first time only. */
    public synchronized void mark(final Step step, final long nanos) {
        marks.putIfAbsent(step, nanos);
    }

    /** One line, once, when the first record is there. */
    public synchronized Optional<String> report() {
        final Long first = marks.get(Step.FIRST_RECORD);
        if (first == null || reported) {
            return Optional.empty();
        }
        reported = true;
        final long[] before = {began};
        final String steps = marks.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(mark -> {
                    final String part = mark.getKey().text + " " + seconds(mark.getValue() - before[0]);
                    before[0] = mark.getValue();
                    return part;
                })
                .collect(Collectors.joining(", "));
        return Optional.of("First record %s after the start: %s".formatted(seconds(first - began), steps));
    }

    private static String seconds(final long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
