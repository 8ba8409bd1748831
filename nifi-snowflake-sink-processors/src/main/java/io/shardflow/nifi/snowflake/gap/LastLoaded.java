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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The last record of a shard that was loaded before a start.
 *
 * @param arrival its approximate arrival; empty if its row is not in the table any more, or has none
 */
public record LastLoaded(Position position, Optional<Instant> arrival) {

    public LastLoaded {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(arrival, "arrival");
    }

    /** The one with the higher position. */
    public LastLoaded or(final LastLoaded other) {
        return other.position.isAfter(position) ? other : this;
    }
}
