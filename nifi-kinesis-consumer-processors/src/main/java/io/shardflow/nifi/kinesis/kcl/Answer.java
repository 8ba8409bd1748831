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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * An answer as the client library gets it from us: all its records as one, and an end of the shard only when it is to know. For each
 * record the library makes numbers of 56 digits and compares them; with one for each answer, at the position of its last record,
 * that is done once. Every position up to there can be checkpointed.
 *
 * @param records one that stands for all, or none
 * @param millisBehindLatest null if Kinesis did not say
 * @param nextShardIterator null at the end of the shard, or before the first answer
 * @param childShards the shard's children, at its end only
 */
record Answer(
        List<KinesisClientRecord> records,
        Long millisBehindLatest,
        String nextShardIterator,
        List<ChildShard> childShards,
        boolean isShardEnd)
        implements DataFetcherResult, GetRecordsResponseAdapter {

    /** @param records not yet checkpointed; they are kept in the {@link io.shardflow.nifi.kinesis.buffer.FetchLedger} */
    static Answer of(final List<BufferedRecord> records, final Long millisBehindLatest, final String iterator) {
        return new Answer(
                records.isEmpty() ? List.of() : List.of(standsFor(records.getLast())),
                millisBehindLatest,
                iterator,
                List.of(),
                false);
    }

    private static KinesisClientRecord standsFor(final BufferedRecord last) {
        return KinesisClientRecord.builder()
                .sequenceNumber(last.position().sequenceNumber())
                .subSequenceNumber(last.position().subSequenceNumber())
                .partitionKey(last.partitionKey())
                .approximateArrivalTimestamp(Instant.ofEpochMilli(last.arrivalMillis()))
                .data(ByteBuffer.allocate(0))
                .build();
    }

    /** Nothing new. */
    static Answer nothing(final String iterator) {
        return new Answer(List.of(), null, iterator, List.of(), false);
    }

    static Answer end(final List<ChildShard> childShards) {
        return new Answer(List.of(), null, null, childShards, true);
    }

    /** Milliseconds; -1 if Kinesis did not say. */
    long behind() {
        return millisBehindLatest == null ? -1 : millisBehindLatest;
    }

    @Override
    public String requestId() {
        return null;
    }

    @Deprecated
    @Override
    public GetRecordsResponseAdapter getResultAdapter() {
        return this;
    }

    @Deprecated
    @Override
    public GetRecordsResponseAdapter acceptAdapter() {
        return this;
    }

    @Deprecated
    @Override
    public GetRecordsResponse getResult() {
        throw new UnsupportedOperationException("the library asks for the adapter");
    }

    @Deprecated
    @Override
    public GetRecordsResponse accept() {
        throw new UnsupportedOperationException("the library asks for the adapter");
    }
}
