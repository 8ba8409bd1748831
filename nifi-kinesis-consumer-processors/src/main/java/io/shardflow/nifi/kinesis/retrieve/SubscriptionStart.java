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
package io.shardflow.nifi.kinesis.retrieve;

import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** Where a subscription begins, in words of Kinesis. Pure. */
final class SubscriptionStart {

    private SubscriptionStart() {}

    /**
     * @param sequenceNumber may be a sentinel of the client library
     * @param initial has the time if that is AT_TIMESTAMP
     */
    static StartingPosition at(final String sequenceNumber, final InitialPositionInStreamExtended initial) {
        return from(sequenceNumber, ShardIteratorType.AT_SEQUENCE_NUMBER, initial);
    }

    /** As {@link #at}, behind the record of that number. */
    static StartingPosition after(final String sequenceNumber, final InitialPositionInStreamExtended initial) {
        return from(sequenceNumber, ShardIteratorType.AFTER_SEQUENCE_NUMBER, initial);
    }

    private static StartingPosition from(
            final String sequenceNumber, final ShardIteratorType type, final InitialPositionInStreamExtended initial) {
        final ExtendedSequenceNumber number = new ExtendedSequenceNumber(sequenceNumber);
        if (!number.isSentinelCheckpoint()) {
            return StartingPosition.builder()
                    .type(type)
                    .sequenceNumber(sequenceNumber)
                    .build();
        }
        return number.equals(ExtendedSequenceNumber.AT_TIMESTAMP)
                ? StartingPosition.builder()
                        .type(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(initial.getTimestamp().toInstant())
                        .build()
                : StartingPosition.builder().type(sequenceNumber).build();
    }
}
