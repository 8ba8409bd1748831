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
package io.shardflow.benchmarks.profile;

import io.shardflow.benchmarks.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** A recording of the flight recorder in a few tables. */
public final class ProfileSummary {

    private static final int ROWS = 15;

    /** Segments of a package's name that are told apart: more would tear libraries apart. */
    private static final int SEGMENTS = 5;

    private final Shares threads = new Shares();
    private final Shares packages = new Shares();
    private final Shares methods = new Shares();
    private final Shares ours = new Shares();
    private final Shares classes = new Shares();
    private final Shares allocators = new Shares();
    private final Set<Long> allocatingThreads = new HashSet<>();

    private ProfileSummary() {}

    public static ProfileSummary of(final Path recording) {
        final ProfileSummary summary = new ProfileSummary();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                final RecordedEvent event = events.readEvent();
                switch (event.getEventType().getName()) {
                    case "jdk.ExecutionSample" -> summary.sample(event);
                    case "jdk.ObjectAllocationSample" -> summary.allocation(event);
                    default -> {
                        // the recorder tells more than is wanted here
                    }
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return summary;
    }

    /** What each table shows comes first. */
    public List<Table> tables() {
        return List.of(
                threads.table("samples of threads named", ROWS),
                packages.table("samples whose top frame is in package", ROWS),
                methods.table("samples whose top frame is", ROWS),
                ours.table("samples whose first frame of Shardflow, NiFi or the client library is", ROWS),
                classes.table("allocated as", ROWS),
                allocators.table("allocated in", ROWS));
    }

    private void sample(final RecordedEvent event) {
        final List<RecordedFrame> frames = frames(event);
        if (frames.isEmpty()) {
            return;
        }
        threads.add(groupOf(event.getThread("sampledThread").getJavaName()), 1);
        packages.add(packageOf(frames.getFirst()), 1);
        methods.add(methodOf(frames.getFirst()), 1);
        ours.add(firstOfInterest(frames), 1);
    }

    /** A sample weighs what its thread has allocated since its last one; the first one, since the thread began. */
    private void allocation(final RecordedEvent event) {
        if (event.getThread() == null || allocatingThreads.add(event.getThread().getId())) {
            return;
        }
        final double weight = event.getLong("weight");
        classes.add(event.getClass("objectClass").getName(), weight);
        final List<RecordedFrame> frames = frames(event);
        allocators.add(frames.isEmpty() ? "unknown" : firstOfInterest(frames), weight);
    }

    private static List<RecordedFrame> frames(final RecordedEvent event) {
        return event.getStackTrace() == null
                ? List.of()
                : event.getStackTrace().getFrames().stream()
                        .filter(RecordedFrame::isJavaFrame)
                        .toList();
    }

    /** Threads of a pool have the same name but for digits. */
    static String groupOf(final String thread) {
        return thread == null ? "unnamed" : thread.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}|\\d+", "N");
    }

    private static String packageOf(final RecordedFrame frame) {
        final String type = frame.getMethod().getType().getName();
        final int end = type.lastIndexOf('.');
        return Stream.of((end < 0 ? "" : type.substring(0, end)).split("\\."))
                .limit(SEGMENTS)
                .collect(Collectors.joining("."));
    }

    private static String firstOfInterest(final List<RecordedFrame> frames) {
        return frames.stream()
                .filter(frame -> {
                    final String type = frame.getMethod().getType().getName();
                    return type.startsWith("io.shardflow.")
                            || type.startsWith("org.apache.nifi.")
                            || type.startsWith("software.amazon.")
                            || type.startsWith("net.snowflake.");
                })
                .findFirst()
                .map(ProfileSummary::methodOf)
                .orElse("none of them");
    }

    private static String methodOf(final RecordedFrame frame) {
        final RecordedMethod method = frame.getMethod();
        return method.getType().getName() + '.' + method.getName();
    }
}
