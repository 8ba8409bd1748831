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
package io.shardflow.benchmarks;

/**
 * How much is measured.
 *
 * @param warmBytes of payload that each JVM handles before anything is measured: after less the compiler is still at work
 * @param runBytes of payload of a measured run, where the setting allows so many
 * @param runs of what is measured first of all, alternating with the yardstick
 * @param observedSeconds for which latency, and the cost of having nothing to do, are observed
 * @param breadth how many settings are measured
 */
public record Effort(long warmBytes, long runBytes, int runs, int observedSeconds, Breadth breadth) {

    /** One part alone. */
    public static final Effort FULL = new Effort(2_000_000_000, 1_200_000_000, 3, 30, Breadth.ALL);

    /** All parts together: ten to twenty minutes, by the machine. */
    public static final Effort SHORT = new Effort(2_000_000_000, 480_000_000, 3, 15, Breadth.FEW);

    /** A look while something is being changed: figures are too high, since nothing is warm. */
    public static final Effort QUICK = new Effort(320_000_000, 240_000_000, 1, 5, Breadth.ONE);

    /** How many settings. */
    public enum Breadth {
        ONE,
        FEW,
        ALL
    }
}
