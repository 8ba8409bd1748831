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
package io.shardflow.localstack.chaos;

import io.shardflow.localstack.chaos.plan.Disturbance;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows a line for each round: when, what, how long it took to recover, how much has landed. On a terminal the line is there while
 * the round goes on.
 *
 * <p>Threads: used by one.
 */
final class ChaosView {

    private final PrintStream out;
    private final boolean inPlace;
    private final long begin = System.nanoTime();

    ChaosView(final PrintStream out, final boolean inPlace) {
        this.out = out;
        this.inPlace = inPlace;
    }

    /** Disturbances begin. */
    void began(final int round, final List<Disturbance> disturbances) {
        if (inPlace) {
            out.print("\r" + beginning(round, disturbances) + "  …");
            out.flush();
        }
    }

    /** Everything has landed. */
    void recovered(final int round, final List<Disturbance> disturbances, final Duration time, final long rows) {
        end(
                round,
                disturbances,
                String.format(Locale.ROOT, "recovered in %5.1f s   rows %,9d", time.toMillis() / 1e3, rows));
    }

    /** None of the disturbances has happened. */
    void missed(final int round, final List<Disturbance> disturbances) {
        end(round, disturbances, "did not happen: the call did not come");
    }

    /** Not everything has landed in time, or something twice. */
    void wrong(final int round, final List<Disturbance> disturbances, final Duration time) {
        end(round, disturbances, "NOT RECOVERED after " + time.toSeconds() + " s");
    }

    /** Rows were missing or wrong before they were to be taken away, so none were. */
    void wrongBefore(final int round, final List<Disturbance> disturbances) {
        end(
                round,
                disturbances,
                "NOT BEGUN: before, the table has not each order once and as produced, or FlowFiles are left");
    }

    /** Shards are read by more than one NiFi, or by none. */
    void shared(final int round, final List<Disturbance> disturbances, final String shards) {
        end(round, disturbances, "NOT DELIVERED BY ONE NIFI ALONE: " + shards);
    }

    private void end(final int round, final List<Disturbance> disturbances, final String what) {
        out.println((inPlace ? "\r" : "") + beginning(round, disturbances) + "  " + what);
    }

    private String beginning(final int round, final List<Disturbance> disturbances) {
        final long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        return String.format(
                Locale.ROOT,
                "%4d  %3d:%02d  %-70s",
                round,
                seconds / 60,
                seconds % 60,
                disturbances.stream().map(Disturbance::text).collect(Collectors.joining(" + ")));
    }
}
