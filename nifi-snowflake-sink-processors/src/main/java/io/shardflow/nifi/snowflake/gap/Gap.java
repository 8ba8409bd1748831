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
import java.util.Optional;

/**
 * The edges of what a table may lack of a shard, because its reading began anew at a time.
 *
 * @param start the first position after it
 * @param last the last position before it; empty if neither ledger nor table has one of the shard, as of one that was made
 *     by a split or merge meanwhile
 */
public record Gap(ShardStart start, Optional<LastLoaded> last) {

    /** For a person: the shard with both edges. */
    public String text() {
        return "%s: %s, first after it %s"
                .formatted(
                        start.shard().shardId(),
                        last.map(found -> "last " + edge(found.position(), found.arrival()))
                                .orElse("no earlier row was found"),
                        edge(start.first(), start.arrival()));
    }

    /** For a person: the shard with the first position. */
    static String text(final ShardStart start) {
        return start.shard().shardId() + ": first " + edge(start.first(), start.arrival());
    }

    private static String edge(final Position position, final Optional<Instant> arrival) {
        return position.sequenceNumber()
                + (position.subSequenceNumber() == 0 ? "" : "/" + position.subSequenceNumber())
                + arrival.map(time -> " (arrived " + time + ")").orElse(" (arrival not known)");
    }

    /** For a program: a JSON object. Names and numbers of Kinesis hold nothing that JSON would escape. */
    public String json() {
        return "{\"stream\":\"%s\",\"shardId\":\"%s\",\"readSince\":\"%s\",\"last\":%s,\"first\":%s}"
                .formatted(
                        start.shard().stream(),
                        start.shard().shardId(),
                        start.since(),
                        last.map(found -> json(found.position(), found.arrival()))
                                .orElse("null"),
                        json(start.first(), start.arrival()));
    }

    private static String json(final Position position, final Optional<Instant> arrival) {
        return "{\"sequenceNumber\":\"%s\",\"subSequenceNumber\":%d,\"approximateArrival\":%s}"
                .formatted(
                        position.sequenceNumber(),
                        position.subSequenceNumber(),
                        arrival.map(time -> Long.toString(time.toEpochMilli())).orElse("null"));
    }
}
