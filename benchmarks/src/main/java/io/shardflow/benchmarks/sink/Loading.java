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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.measure.Ramp;
import io.shardflow.benchmarks.measure.Sample;
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.profile.Shares;
import io.shardflow.benchmarks.profile.SteadyThreads;
import io.shardflow.benchmarks.stream.LandedLine;
import io.shardflow.benchmarks.stream.StreamShape;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * One run of a loader over a filled queue.
 *
 * @param threads processor time by name of thread, of the steady part
 * @param transactions in the steady part
 * @param rampSeconds from the start until it was about as fast as it stayed
 * @param load of the machine at the end, as the system gives it: the mean number of busy or waiting threads in the last minute
 */
record Loading(SteadyPart steady, Shares threads, double transactions, double rampSeconds, double load) {

    static Loading of(
            final Setting setting, final StreamShape stream, final List<Sample> samples, final SteadyThreads threads) {
        final long records = setting.recordsOfRun();
        final SteadyPart steady = SteadyPart.of(samples, records, records * (LandedLine.of(stream, 0, 0).length + 1));
        return new Loading(
                steady,
                threads.shares(),
                setting.transactions() * steady.share(),
                Ramp.seconds(samples, steady, records),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    double transactionsPerSecond() {
        return transactions / steady.seconds();
    }

    /** From one commit to the next. */
    double millisEach() {
        return 1_000 * steady.seconds() / transactions;
    }

    double cpuMillisEach() {
        return 1_000 * steady.cpuSeconds() / transactions;
    }
}
