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
package io.shardflow.nifi.kinesis.buffer;

/**
 * How many bytes the next answer of a shard is expected to take: twice the largest of late, of which each further answer
 * forgets a quarter. A shard that catches up gets answers of about one size, one at its tip those of its traffic. Each time that it
 * cannot be had, half is expected: who needs much would never get it while others, who need little, take what becomes free.
 *
 * <p><b>Threading.</b> None of its own.
 */
final class AnswerEstimate {

    /** An answer of few records costs next to nothing to expect. */
    static final long LEAST = 64 * 1024;

    private static final int MARGIN = 2;
    private static final int FORGETS = 4;

    private final long most;
    private long largest;
    private boolean known;
    private int refusals;

    /** @param most bytes that an answer can take; expected until the first one, and never exceeded */
    AnswerEstimate(final long most) {
        this.most = most;
    }

    long expected() {
        final long full = known ? Math.min(most, Math.max(LEAST, MARGIN * largest)) : most;
        return Math.max(full >> refusals, Math.min(full, LEAST));
    }

    /** What is expected could not be had. */
    void refused() {
        refusals = Math.min(refusals + 1, Long.SIZE - 1);
    }

    /** It was had. */
    void granted() {
        refusals = 0;
    }

    /** @param bytes that an answer took, 0 or more */
    void answered(final long bytes) {
        largest = known ? Math.max(bytes, largest - largest / FORGETS) : bytes;
        known = true;
    }
}
