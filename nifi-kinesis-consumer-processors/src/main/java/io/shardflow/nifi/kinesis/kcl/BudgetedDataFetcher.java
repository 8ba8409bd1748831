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
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetryableRetrievalException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;
import software.amazon.kinesis.retrieval.polling.DataFetcher;

/**
 * Takes the bytes of an answer from the budget before asking for it. While the budget is used up, the shard is not asked:
 * the exception that says so is one that the library logs at INFO and retries, in its ordinary rhythm.
 *
 * <p><b>Threading.</b> {@link #getRecords} by the shard's fetching thread; the rest as the library calls it.
 */
final class BudgetedDataFetcher implements DataFetcher {

    /** Short, so that a lost lease or a stop does not wait for the budget. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private final DataFetcher fetcher;
    private final FetchLedger ledger;

    BudgetedDataFetcher(final DataFetcher fetcher, final FetchLedger ledger) {
        this.fetcher = fetcher;
        this.ledger = ledger;
    }

    @Override
    public DataFetcherResult getRecords() {
        if (fetcher.isShardEndReached()) {
            return fetcher.getRecords();
        }
        try {
            if (!ledger.reserve(WAIT)) {
                throw new RetryableRetrievalException("Max Buffer Size is used up; fetching waits for commits");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableRetrievalException("interrupted while waiting for the byte budget");
        }
        boolean fetched = false;
        try {
            final DataFetcherResult result = fetcher.getRecords();
            final List<KinesisClientRecord> records = result.getResultAdapter().records();
            fetched = true;
            note(records);
            return result;
        } finally {
            if (!fetched) {
                ledger.nothingFetched();
            }
        }
    }

    private void note(final List<KinesisClientRecord> records) {
        if (records == null || records.isEmpty()) {
            ledger.nothingFetched();
            return;
        }
        long bytes = 0;
        for (final KinesisClientRecord record : records) {
            bytes += BufferedRecord.charge(record.data().remaining());
        }
        ledger.fetched(new Position(records.getLast().sequenceNumber(), Long.MAX_VALUE), bytes);
    }

    @Override
    public void initialize(final String checkpoint, final InitialPositionInStreamExtended position) {
        fetcher.initialize(checkpoint, position);
    }

    @Override
    public void initialize(final ExtendedSequenceNumber checkpoint, final InitialPositionInStreamExtended position) {
        fetcher.initialize(checkpoint, position);
    }

    @Override
    public void advanceIteratorTo(final String sequenceNumber, final InitialPositionInStreamExtended position) {
        fetcher.advanceIteratorTo(sequenceNumber, position);
    }

    @Override
    public void restartIterator() {
        fetcher.restartIterator();
    }

    @Override
    public void resetIterator(
            final String shardIterator, final String sequenceNumber, final InitialPositionInStreamExtended position) {
        ledger.reset();
        fetcher.resetIterator(shardIterator, sequenceNumber, position);
    }

    @Override
    public StreamIdentifier getStreamIdentifier() {
        return fetcher.getStreamIdentifier();
    }

    @Override
    public boolean isShardEndReached() {
        return fetcher.isShardEndReached();
    }

    @Override
    public GetRecordsResponse getGetRecordsResponse(final GetRecordsRequest request) throws Exception {
        return fetcher.getGetRecordsResponse(request);
    }

    @Override
    public GetRecordsRequest getGetRecordsRequest(final String nextIterator) {
        return fetcher.getGetRecordsRequest(nextIterator);
    }

    @Override
    public String getNextIterator(final GetShardIteratorRequest request)
            throws ExecutionException, InterruptedException, TimeoutException {
        return fetcher.getNextIterator(request);
    }

    @Override
    public GetRecordsResponse getRecords(final String nextIterator) {
        return fetcher.getRecords(nextIterator);
    }
}
