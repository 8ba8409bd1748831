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
package io.shardflow.nifi.kinesis.manage;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks a shard which record a place in it is. Implementations throw the SDK's exceptions. */
interface ShardReader {

    /** A record. @param arrival approximate, as Kinesis tells it */
    record Found(String sequenceNumber, Instant arrival) {}

    /**
     * An answer.
     *
     * @param record the first one from the place on; empty if there is none yet, or none was found in time
     * @param millisBehind how far that record, or the place, is behind the tip of the shard; empty if Kinesis did not say
     */
    record Answer(Optional<Found> record, OptionalLong millisBehind) {}

    /** From the oldest record on. */
    Answer oldest(String shardId) throws InterruptedException;

    /** From a time on. @param millis since the epoch, not in the future */
    Answer since(String shardId, long millis) throws InterruptedException;

    /** From a sequence number on; empty if it is none of this stream. If the record has expired, the oldest one follows. */
    Optional<Answer> at(String shardId, String sequenceNumber) throws InterruptedException;
}
