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
package io.shardflow.nifi.snowflake.ledger;

import java.time.Duration;

/**
 * How long a load goes on trying.
 *
 * @param limit after this no further attempt is begun; one that runs is not interrupted, its statements have time-outs of
 *     their own
 * @param firstPause pause after the first attempt that has to be repeated; doubled after each further one
 * @param longestPause most that a pause grows to
 */
public record LoadTimes(Duration limit, Duration firstPause, Duration longestPause) {

    /** @throws IllegalArgumentException unless 0 &lt; firstPause ≤ longestPause and limit ≥ 0 */
    public LoadTimes {
        if (limit.isNegative() || !firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("limit 0 or more, pauses above 0, the longest not below the first");
        }
    }

    /** Pause before the attempt that follows the n-th repetition, n = 1 being the first. */
    Duration pause(final int repetition) {
        final Duration pause = firstPause.multipliedBy(1L << Math.min(repetition - 1, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
