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
package io.shardflow.nifi.snowflake.load;

/**
 * First and last approximate arrival of some records.
 *
 * @param first milliseconds since the epoch
 * @param last milliseconds since the epoch, not before {@code first}
 */
public record ArrivalRange(long first, long last) {

    /** @throws IllegalArgumentException if the last is before the first */
    public ArrivalRange {
        if (last < first) {
            throw new IllegalArgumentException("last arrival before the first");
        }
    }

    /** The smallest range that holds both. */
    public ArrivalRange and(final ArrivalRange other) {
        return new ArrivalRange(Math.min(first, other.first), Math.max(last, other.last));
    }

    /**
     * The range that is longer at both ends.
     *
     * @param millis 0 or more
     */
    public ArrivalRange widened(final long millis) {
        return new ArrivalRange(
                Math.max(first, Long.MIN_VALUE + millis) - millis, Math.min(last, Long.MAX_VALUE - millis) + millis);
    }
}
