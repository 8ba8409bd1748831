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
 * @param share of the run's work, above 0, up to 1
 */
public record SteadyPart(double seconds, double cpuSeconds, double bytes, double share) {

    /** Of the work of a run: before it connections are made and buffers fill, after it shards have come to their end. */
    public static final double FROM = 0.15;

    public static final double TO = 0.92;

    private static final double NANOS = 1e9;
    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

    /**
     * Cuts it out of a run. It begins and ends with the first sample by which so much was done: work that comes in pieces, such as
     * transactions, is counted by whole ones, with the time that they took. Where one piece is nearly all of the work, it is the whole run.
     *
     * @param samples in their order, from nothing done to everything done
     * @param total of the work, in the unit of the samples
     * @param bytes of payload of the whole run
     * @throws IllegalArgumentException when the samples do not reach so far
     */
    public static SteadyPart of(final List<Sample> samples, final long total, final long bytes) {
        final Sample to = first(samples, TO * total);
        final Sample begin = first(samples, FROM * total);
        final Sample from = begin == to ? samples.getFirst() : begin;
        if (from == to) {
            throw new IllegalArgumentException("everything was done before the first sample");
        }
        final double share = (double) (to.done() - from.done()) / total;
        return new SteadyPart(
                (to.nanos() - from.nanos()) / NANOS, (to.cpuNanos() - from.cpuNanos()) / NANOS, share * bytes, share);
    }

    private static Sample first(final List<Sample> samples, final double done) {
        return samples.stream()
                .filter(sample -> sample.done() >= done)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the samples do not reach to " + done));
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
