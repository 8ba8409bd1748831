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
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.report.Report;
import java.nio.file.Path;

/**
 * Looks into a process while it is in the steady part of a run. Recording costs something, so the figures of such a run are not counted.
 * Threads: used by one.
 */
public final class SteadyProfile {

    private final String name;
    private final FlightRecording recording;
    private final Path file;
    private final SteadyThreads threads;
    private final double from;
    private final double to;
    private boolean begun;
    private boolean ended;

    /**
     * @param name of the process
     * @param total of the work of the run
     * @param folder where the recording goes
     */
    public SteadyProfile(final String name, final MeasuredProcess process, final long total, final Path folder) {
        this.name = name;
        this.file = folder.resolve(name.replace(' ', '-') + ".jfr");
        this.recording = new FlightRecording(process, file);
        this.threads = new SteadyThreads(process, total);
        this.from = SteadyPart.FROM * total;
        this.to = SteadyPart.TO * total;
    }

    /** To be called again and again. @param done of the work of the run */
    public void at(final long done) {
        threads.at(done);
        if (!begun && done >= from) {
            begun = true;
            recording.start();
        } else if (begun && !ended && done >= to) {
            ended = true;
            recording.stop();
        }
    }

    /** Tells what was found. @throws IllegalStateException when the run was over too soon */
    public void tell(final Report report) {
        if (!ended) {
            throw new IllegalStateException("the run of the %s was too short to be looked into".formatted(name));
        }
        report.heading(3, "Profile of the " + name);
        report.paragraph("Recording: " + file);
        report.table(ThreadCpu.table(threads.shares()));
        ProfileSummary.of(file).tables().forEach(report::table);
    }
}
