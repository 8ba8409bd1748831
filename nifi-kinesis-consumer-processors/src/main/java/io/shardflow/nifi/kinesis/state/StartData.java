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
package io.shardflow.nifi.kinesis.state;

import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every lease row says about the application's start, in attributes that the client library does not know and keeps.
 *
 * @param stream the stream whose checkpoints these are
 * @param startAt milliseconds since the epoch that LATEST and AT_TIMESTAMP were pinned to; empty for TRIM_HORIZON
 * @param rewind id of the rewind that made the application begin there; empty if it has begun so. Lease rows of an earlier
 *     beginning say nothing about what was read since
 */
public record StartData(StreamIdentity stream, OptionalLong startAt, Optional<String> rewind) {

    static final String STREAM_ARN = "sfStreamArn";
    static final String STREAM_CREATED = "sfStreamCreated";
    static final String START_AT = "sfStartAt";
    static final String REWIND = "sfRewind";

    /** Of an application that was never made to begin elsewhere. */
    public StartData(final StreamIdentity stream, final OptionalLong startAt) {
        this(stream, startAt, Optional.empty());
    }

    /** The condition that a row is of this beginning. @param placeholder of the id, to be given a value only if there is one */
    static String isOf(final Optional<String> rewind, final String placeholder) {
        return rewind.isPresent() ? REWIND + " = " + placeholder : "attribute_not_exists(" + REWIND + ")";
    }

    /** Whether both are of one beginning: it was not moved in between. */
    public boolean isOfSameBeginning(final StartData other) {
        return rewind.equals(other.rewind);
    }
}
