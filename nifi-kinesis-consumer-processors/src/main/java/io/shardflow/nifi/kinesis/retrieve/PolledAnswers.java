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

import java.util.Optional;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;
import software.amazon.kinesis.retrieval.polling.DataFetcher;

/** Answers of GetRecords, by the client library's fetcher. */
public final class PolledAnswers implements AnswerSource {

    private final DataFetcher kinesis;
    private DataFetcherResult last;

    public PolledAnswers(final DataFetcher kinesis) {
        this.kinesis = kinesis;
    }

    @Override
    public void begin(final ExtendedSequenceNumber from, final InitialPositionInStreamExtended initial) {
        kinesis.initialize(from, initial);
    }

    @Override
    public Optional<Fetched> next() {
        last = kinesis.getRecords();
        final GetRecordsResponseAdapter answer = last.getResultAdapter();
        return Optional.of(new Fetched(
                answer.records(), answer.millisBehindLatest(), answer.nextShardIterator(), answer.childShards()));
    }

    @Override
    public void accept() {
        last.acceptAdapter();
        // the next answer may be a long time in coming, and the budget does not count this one any more once it is
        // committed
        last = null;
    }

    @Override
    public void again() {
        kinesis.restartIterator();
    }

    @Override
    public void reset(final String next, final String sequenceNumber, final InitialPositionInStreamExtended initial) {
        kinesis.resetIterator(next, sequenceNumber, initial);
    }

    @Override
    public StreamIdentifier stream() {
        return kinesis.getStreamIdentifier();
    }

    @Override
    public String operation() {
        return "GetRecords";
    }

    @Override
    public void close() {
        // no call stays open
    }
}
