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
package io.shardflow.benchmarks.measure;

import java.util.List;

/**
 * The part of a run between its start and its end, when everything is at work.
 *
 * @param seconds it took
 * @param cpuSeconds processor time, user and system, of the measured process
 * @param bytes of payload
 */
public record SteadyPart(double seconds, double cpuSeconds, double bytes) {

    /** Of the work of a run: before it connections are made and buffers fill, after it shards have come to their end. */
    public static final double FROM = 0.15;

    public static final double TO = 0.92;

    private static final double NANOS = 1e9;
    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

    /**
     * Cuts it out of a run; between two samples everything is taken for even.
     *
     * @param samples in their order, from nothing done to everything done
     * @param total of the work, in the unit of the samples
     * @param bytes of payload of the whole run
     * @throws IllegalArgumentException when the samples do not reach from one end to the other
     */
    public static SteadyPart of(final List<Sample> samples, final long total, final long bytes) {
        final double[] from = at(samples, FROM * total);
        final double[] to = at(samples, TO * total);
        return new SteadyPart((to[0] - from[0]) / NANOS, (to[1] - from[1]) / NANOS, (TO - FROM) * bytes);
    }

    private static double[] at(final List<Sample> samples, final double done) {
        for (int i = 1; i < samples.size(); i++) {
            final Sample before = samples.get(i - 1);
            final Sample after = samples.get(i);
            if (before.done() <= done && done <= after.done() && before.done() < after.done()) {
                final double share = (done - before.done()) / (after.done() - before.done());
                return new double[] {
                    before.nanos() + share * (after.nanos() - before.nanos()),
                    before.cpuNanos() + share * (after.cpuNanos() - before.cpuNanos())
                };
            }
        }
        throw new IllegalArgumentException("the samples do not reach to " + done);
    }

    /** Processor seconds for 10^9 bytes of payload. */
    public double cpuSecondsPerGigabyte() {
        return cpuSeconds / (bytes / GIGABYTE);
    }

    /** 10^6 bytes of payload a second. */
    public double megabytesPerSecond() {
        return bytes / MEGABYTE / seconds;
    }

    /** How many cores were at work in the mean. */
    public double cores() {
        return cpuSeconds / seconds;
    }
}
