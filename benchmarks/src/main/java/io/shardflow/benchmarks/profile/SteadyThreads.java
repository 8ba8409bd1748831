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

/**
 * Which threads use the processor while a process is in the steady part of a run. Costs the process nothing, so it is asked in runs that
 * count. Threads: used by one.
 */
public final class SteadyThreads {

    private final MeasuredProcess process;
    private final double from;
    private final double to;
    private ThreadCpu before;
    private Shares shares;

    /** @param total of the work of the run */
    public SteadyThreads(final MeasuredProcess process, final long total) {
        this.process = process;
        this.from = SteadyPart.FROM * total;
        this.to = SteadyPart.TO * total;
    }

    /** To be called again and again. @param done of the work of the run */
    public void at(final long done) {
        if (before == null && done >= from) {
            before = ThreadCpu.of(process);
        } else if (before != null && shares == null && done >= to) {
            shares = ThreadCpu.of(process).since(before);
        }
    }

    /** Processor time, in the system's ticks, by name of thread; nothing when the run was over too soon. */
    public Shares shares() {
        return shares == null ? new Shares() : shares;
    }
}
