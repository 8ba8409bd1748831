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

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * The records of one shard, answer by answer, as Kinesis gives them. It holds at most one answer that nobody has taken.
 *
 * <p><b>Threading.</b> The shard's fetching thread; {@link #reset} also by a thread of the client library, which keeps the
 * fetching thread out meanwhile; {@link #close} by any.
 */
public interface AnswerSource extends AutoCloseable {

    /**
     * One answer.
     *
     * @param records as the producer put them, aggregated ones packed; each payload is an array of its own, not to be changed
     * @param millisBehindLatest null if Kinesis did not say
     * @param next where the next answer begins, in words of this source; null at the end of the shard
     * @param childShards the shard's children, at its end only
     */
    record Fetched(
            List<KinesisClientRecord> records, Long millisBehindLatest, String next, List<ChildShard> childShards) {}

    /**
     * Says where reading begins.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if Kinesis had to be asked and failed
     */
    void begin(ExtendedSequenceNumber from, InitialPositionInStreamExtended initial);

    /**
     * The next answer, which is the same again until it is accepted.
     *
     * @return empty if there was none in time, at most a second where answers are pushed
     * @throws software.amazon.awssdk.core.exception.SdkException what the call failed with
     */
    Optional<Fetched> next() throws InterruptedException;

    /** The last answer is taken; the next one is what comes after it. */
    void accept();

    /** Goes on after the last answer that was accepted, with a new call. */
    void again();

    /**
     * Goes back.
     *
     * @param next {@link Fetched#next} of the last answer that counts; null if it is not known
     * @param sequenceNumber of the last record that counts, or a sentinel
     */
    void reset(String next, String sequenceNumber, InitialPositionInStreamExtended initial);

    /** The stream, in words of the client library. */
    StreamIdentifier stream();

    /** What AWS calls the call that {@link #next} makes. */
    String operation();

    /** Ends what is open; nothing more comes. Idempotent. */
    @Override
    void close();
}
