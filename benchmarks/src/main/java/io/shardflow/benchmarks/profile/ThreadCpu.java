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

import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of a process by thread, those of collector and compiler among them, as Linux keeps account of it. Elsewhere there is
 * nothing to tell.
 */
public final class ThreadCpu {

    private final Map<String, Long> ticks;

    private ThreadCpu(final Map<String, Long> ticks) {
        this.ticks = ticks;
    }

    /** What the threads that live have used up to now. */
    public static ThreadCpu of(final MeasuredProcess process) {
        final Map<String, Long> ticks = new HashMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            threads.forEach(thread -> read(thread, ticks));
        } catch (final IOException e) {
            // another system
            return new ThreadCpu(Map.of());
        }
        return new ThreadCpu(ticks);
    }

    private static void read(final Path thread, final Map<String, Long> ticks) {
        try {
            final String stat = Files.readString(thread.resolve("stat"));
            final int open = stat.indexOf('(');
            final int close = stat.lastIndexOf(')');
            // what follows the name: state is field 3, user and system time are fields 14 and 15, of proc(5)
            final String[] fields = stat.substring(close + 2).split(" ");
            ticks.put(
                    thread.getFileName() + " " + stat.substring(open + 1, close),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        } catch (final IOException e) {
            // the thread has ended
            return;
        }
    }

    /** What was used since, in ticks, by the threads' names without digits; Linux keeps fifteen characters of a name. */
    public Shares since(final ThreadCpu before) {
        final Shares shares = new Shares();
        ticks.forEach((thread, used) -> shares.add(
                ProfileSummary.groupOf(thread.substring(thread.indexOf(' ') + 1)),
                used - before.ticks.getOrDefault(thread, 0L)));
        return shares;
    }

    /** The threads that have used the most first. */
    public static Table table(final Shares used) {
        return used.table("processor time of threads named", 15);
    }
}
