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
package io.shardflow.nifi.kinesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this JVM holds: threads, sockets, objects that live. */
final class Footprint {

    /** Objects of which a consumer that runs has some and one that has ended has none. */
    private static final List<String> OF_A_RUN = List.of(
            "io.shardflow.nifi.kinesis.lifecycle.Attempt",
            "io.shardflow.nifi.kinesis.buffer.LeaseIncarnation",
            "software.amazon.kinesis.coordinator.Scheduler",
            "software.amazon.kinesis.lifecycle.ShardConsumer",
            "software.amazon.awssdk.services.kinesis.DefaultKinesisAsyncClient",
            "software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient");

    private static final Pattern INSTANCES = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");

    private Footprint() {}

    /** Names of the threads that live, numbers and ids left out, and how many there are of each. */
    static Map<String, Long> threads() {
        return threadsWithout(Set.of());
    }

    /** The same, some threads left out. */
    static Map<String, Long> threadsWithout(final Set<Thread> others) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive()
                        && !others.contains(thread)
                        && !thread.getName().equals("awaitility-thread"))
                .map(thread -> thread.getName()
                        .replaceAll("[0-9a-f]{8}-[0-9a-f-]+", "#")
                        .replaceAll("[0-9]+", "#"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** What there is more of than before. */
    static Map<String, Long> more(final Map<String, Long> before, final Map<String, Long> now) {
        final Map<String, Long> more = new TreeMap<>();
        now.forEach((name, count) -> {
            final long grown = count - before.getOrDefault(name, 0L);
            if (grown > 0) {
                more.put(name, grown);
            }
        });
        return more;
    }

    /** Open sockets of this process; 0 where there is no /proc. */
    static long sockets() {
        final Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(Footprint::isSocket).count();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (final IOException e) {
            // closed meanwhile
            return false;
        }
    }

    /** Reachable objects of runs, by class; collects garbage first. */
    static Map<String, Long> objectsOfRuns() {
        return histogram().entrySet().stream()
                .filter(entry -> OF_A_RUN.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()[0]));
    }

    /** Bytes of all reachable objects; collects garbage first. */
    static long heap() {
        return histogram().values().stream().mapToLong(entry -> entry[1]).sum();
    }

    private static Map<String, long[]> histogram() {
        final String text;
        try {
            text = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (final JMException e) {
            throw new IllegalStateException(e);
        }
        return text.lines()
                .map(INSTANCES::matcher)
                .filter(Matcher::find)
                .collect(Collectors.toMap(
                        line -> line.group(3),
                        line -> new long[] {Long.parseLong(line.group(1)), Long.parseLong(line.group(2))},
                        (one, other) -> new long[] {one[0] + other[0], one[1] + other[1]}));
    }
}
