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
package io.shardflow.nifi.kinesis.state;

import java.time.Duration;
import java.util.List;

/**
 * Which intervals go with how many leases. A function of the number alone, in a few steps, so that workers that see the
 * same table use the same values, also when they started at different times. The library takes its intervals when it
 * starts, so a change of step needs a new start; workers make it at slightly different moments, and a lease renewed as on
 * one step does not look free on the step below.
 *
 * @param steps from the fewest leases to the most; the last one has no limit
 * @param untilLonger how long there must have been more leases than the step has room for
 * @param untilShorter how long there must have been fewer
 */
public record IntervalSteps(List<Step> steps, Duration untilLonger, Duration untilShorter) {

    /** @param mostLeases leases that are not finished, at most */
    public record Step(int mostLeases, Intervals intervals) {}

    /** What the processor uses. During a reshard parents and children count, so a step is left only after a minute. */
    public static final IntervalSteps STANDARD = new IntervalSteps(
            List.of(
                    step(100, 10_000, 4_500, 1_700, 50, 100),
                    step(300, 15_000, 7_000, 3_000, 500, 400),
                    step(1000, 20_000, 9_500, 5_000, 1_000, 700),
                    step(Integer.MAX_VALUE, 30_000, 14_000, 10_000, 1_000, 700)),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10));

    public IntervalSteps {
        steps = List.copyOf(steps);
    }

    private static Step step(
            final int mostLeases,
            final long failover,
            final long renewal,
            final long assignment,
            final long dispatch,
            final long capture) {
        return new Step(
                mostLeases,
                new Intervals(
                        Duration.ofMillis(failover),
                        Duration.ofMillis(renewal),
                        Duration.ofMillis(assignment),
                        Duration.ofMillis(dispatch),
                        Duration.ofMillis(capture),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1)));
    }

    /** @param leases number of leases that are not finished, 0 or more */
    public Intervals of(final int leases) {
        for (final Step step : steps) {
            if (leases <= step.mostLeases()) {
                return step.intervals();
            }
        }
        return steps.getLast().intervals();
    }
}
