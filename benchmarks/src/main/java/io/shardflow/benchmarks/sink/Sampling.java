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

import io.shardflow.benchmarks.measure.SteadyPart;
import java.time.Duration;

/** How often NiFi is asked how much is loaded. To answer costs it some milliseconds, which are measured with the loading. */
enum Sampling {

    /** How soon a begin is at its speed is a matter of tenths of a second. */
    OFTEN(0, 0),

    /** Nothing is measured. */
    SELDOM(0, 1),

    /** The samples cut the steady part out of the run: a second after the end of a transaction, the next one is half done. */
    WHERE_IT_IS_CUT(SteadyPart.FROM, 0.75);

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(1);

    private final double seldomFrom;
    private final double seldomTo;

    /** Shares of the work between which it is asked seldom. */
    Sampling(final double seldomFrom, final double seldomTo) {
        this.seldomFrom = seldomFrom;
        this.seldomTo = seldomTo;
    }

    /** From a question to the next. @param done of the total that is to be done, as the question has told */
    Duration pause(final long done, final long total) {
        return done >= seldomFrom * total && done < seldomTo * total ? LONG : SHORT;
    }
}
