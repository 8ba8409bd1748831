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
package io.shardflow.nifi.kinesis.lifecycle;

/**
 * The reports of one worker as another one sees them who looks at regular times. A worker that reports rarely is given
 * longer than one that reports often; one whose rhythm was never seen is not judged, unless it is known. Pure; not shared
 * between threads.
 */
final class Pulse {

    private final int atLeast;
    private final int known;
    private long last;
    private int unchanged;
    private int rhythm;
    private int beats;

    private Pulse(final int atLeast, final int known) {
        this.atLeast = atLeast;
        this.known = known;
        this.rhythm = known;
    }

    /**
     * Of a worker that reports as often as it likes.
     *
     * @param atLeast looks without a new report before the worker may be taken for dead
     */
    static Pulse ofAnyRhythm(final int atLeast) {
        return new Pulse(atLeast, 0);
    }

    /** Of a worker that is known to report at least once in half as many looks. */
    static Pulse ofKnownRhythm(final int atLeast) {
        return new Pulse(atLeast, 1);
    }

    /**
     * One look.
     *
     * @param report what the worker writes anew with each report
     * @return whether the worker must be taken for dead
     */
    boolean isDead(final long report) {
        if (report == last) {
            unchanged++;
        } else {
            // the first two are no rhythm: the look began somewhere between two reports
            rhythm = beats < 2 ? known : Math.max(unchanged + 1, rhythm / 2);
            beats++;
            last = report;
            unchanged = 0;
        }
        return rhythm > 0 && unchanged >= Math.max(atLeast, 2 * rhythm);
    }
}
