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

/** How soon a run is about as fast as it stays. */
public final class Ramp {

    /** As the goal has it: within 1.5 times the steady time for the same work. */
    private static final double SLACK = 1.5;

    private Ramp() {}

    /**
     * How long nothing had been done at such a speed: the first moment from which the next tenth of the work takes no longer than one and a
     * half times as long as in the steady part.
     *
     * @param samples in their order, from nothing done to everything done
     * @param total of the work, in the unit of the samples
     * @return seconds from the first sample; those of the whole run when that moment does not come
     */
    public static double seconds(final List<Sample> samples, final SteadyPart steady, final long total) {
        final double tenth = total / 10.0;
        final double limit = SLACK * steady.seconds() / steady.share() / 10 * 1e9;
        final Sample begin = samples.getFirst();
        for (int from = 0, to = 0; from < samples.size(); from++) {
            while (to < samples.size() - 1
                    && samples.get(to).done() - samples.get(from).done() < tenth) {
                to++;
            }
            final Sample first = samples.get(from);
            final Sample last = samples.get(to);
            final double done = (double) last.done() - first.done();
            if (done > 0 && last.nanos() - first.nanos() <= limit * done / tenth) {
                return (first.nanos() - begin.nanos()) / 1e9;
            }
        }
        return (samples.getLast().nanos() - begin.nanos()) / 1e9;
    }
}
