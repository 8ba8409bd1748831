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
package io.shardflow.localstack.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows produced, landed, behind and rate: one line that changes in place on a terminal, a line now and then elsewhere.
 *
 * <p>Threads: used by one.
 */
final class LiveView {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean inPlace;
    private long lastTime = System.nanoTime();
    private long lastLanded;
    private long lastPrinted = lastTime - BETWEEN_LINES.toNanos();
    private double rate;

    LiveView(final PrintStream out, final boolean inPlace) {
        this.out = out;
        this.inPlace = inPlace;
    }

    /** Call about once a second. */
    void show(final long produced, final long landed) {
        final long now = System.nanoTime();
        final double seconds = (now - lastTime) / 1e9;
        if (seconds > 0) {
            // smoothed over a few calls: rows land in batches
            rate = 0.6 * rate + 0.4 * (landed - lastLanded) / seconds;
        }
        lastTime = now;
        lastLanded = landed;
        final String line = String.format(
                Locale.ROOT,
                "produced %,9d   landed %,9d   behind %,7d   %,7.0f records/s",
                produced,
                landed,
                Math.max(0, produced - landed),
                rate);
        if (inPlace) {
            out.print("\r" + line + "  ");
            out.flush();
        } else if (now - lastPrinted >= BETWEEN_LINES.toNanos()) {
            lastPrinted = now;
            out.println(line);
        }
    }

    /** Leaves the line, so that other text can follow. */
    void end() {
        if (inPlace) {
            out.println();
        }
    }
}
