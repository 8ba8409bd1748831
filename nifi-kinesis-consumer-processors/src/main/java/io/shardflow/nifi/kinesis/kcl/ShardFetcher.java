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
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.retrieve.AnswerSource;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.RetryableRetrievalException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;
import software.amazon.kinesis.retrieval.polling.DataFetcher;

/**
 * Asks Kinesis for the records of one shard, for the client library. It answers always, if need be with nothing:
 *
 * <ul>
 *   <li>the bytes of an answer are taken from the budget before it is asked for; while the budget is used up, nothing is;
 *   <li>a call that fails is told to the owner and tried again, so that the library neither logs it in words of its own
 *       nor restarts the shard;
 *   <li>the {@link ShardEnding} is told late; until then the library is in its ordinary state, where it notices a lost lease;
 *   <li>what the checkpoint covers is left out here, where its bytes are counted, and not later by the library.
 * </ul>
 *
 * <p><b>Threading.</b> The shard's fetching thread; {@link #initialize} and {@link #resetIterator} by other threads of the
 * library, which keeps the fetching thread out meanwhile.
 */
final class ShardFetcher implements DataFetcher {

    /** Short, so that a lost lease or a stop does not wait for the budget. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private final AnswerSource source;
    private final ShardFeed feed;
    private final SchedulerContext context;
    private final ShardEnding ending;
    private final PollPace pace;
    private RecordIntake intake;
    private InitialPositionInStreamExtended position;
    private boolean initialized;
    private boolean iteratorUnusable;
    private String iterator;

    ShardFetcher(final AnswerSource source, final PollPace pace, final ShardFeed feed, final SchedulerContext context) {
        this.source = source;
        this.pace = pace;
        this.feed = feed;
        this.context = context;
        this.ending = new ShardEnding(feed, source.operation(), context);
        feed.onClose(source::close);
    }

    /**
     * Only notes where to begin: the first call to Kinesis is the fetching thread's, which can try it again. A lease that
     * begins at a time, in an application that no longer does, begins with the oldest record.
     */
    @Override
    public void initialize(final ExtendedSequenceNumber from, final InitialPositionInStreamExtended initial) {
        final boolean timeless = from.equals(ExtendedSequenceNumber.AT_TIMESTAMP) && initial.getTimestamp() == null;
        intake = new RecordIntake(feed.shardId(), timeless ? ExtendedSequenceNumber.TRIM_HORIZON : from, context);
        position = initial;
    }

    @Override
    public void initialize(final String from, final InitialPositionInStreamExtended initial) {
        initialize(new ExtendedSequenceNumber(from), initial);
    }

    @Override
    public DataFetcherResult getRecords() {
        try {
            if (ending.isReached()) {
                return end();
            }
            feed.pause(pace.untilNext(System.nanoTime()));
            final long asked = System.nanoTime();
            if (!feed.ledger().reserve(WAIT)) {
                // a budget that is closed does not wait, and the library may ask again at once
                feed.pause(WAIT.minusNanos(System.nanoTime() - asked));
                return Answer.nothing(iterator);
            }
            pace.called(System.nanoTime());
            return fetch();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableRetrievalException("interrupted");
        }
    }

    private Answer end() throws InterruptedException {
        final Answer answer = ending.answer();
        iteratorUnusable |= !ending.isReached();
        return answer;
    }

    private Answer fetch() throws InterruptedException {
        String operation = "GetShardIterator";
        Answer answer = null;
        try {
            prepareIterator();
            operation = source.operation();
            answer = source.next().map(this::take).orElse(null);
        } catch (final ExpiredIteratorException e) {
            iteratorUnusable = true;
        } catch (final RuntimeException e) {
            iteratorUnusable |= e instanceof InvalidArgumentException;
            failed(operation, e);
        } finally {
            if (answer == null) {
                feed.ledger().nothingFetched();
            }
        }
        if (answer == null) {
            return Answer.nothing(iterator);
        }
        pace.answered(answer.records().size());
        context.events().read(feed.shardId(), answer.behind());
        return answer;
    }

    private void prepareIterator() {
        if (!initialized || iteratorUnusable && !intake.isPastCheckpoint()) {
            // at the checkpoint, not after it: it may lie inside an aggregated record
            source.begin(intake.checkpoint(), position);
            initialized = true;
        } else if (iteratorUnusable) {
            source.again();
        }
        iteratorUnusable = false;
    }

    private Answer take(final AnswerSource.Fetched fetched) {
        final List<BufferedRecord> records = intake.take(fetched.records());
        final Answer answer = Answer.of(records, fetched.millisBehindLatest(), fetched.next());
        feed.ledger().fetched(records);
        // Last, because the iterator moves on: an answer that is lost after this is noticed only by the ledger.
        source.accept();
        intake.accepted(records);
        if (records.isEmpty() && !fetched.records().isEmpty() && isBehind(fetched)) {
            pace.broughtNothingNew();
        }
        iterator = answer.nextShardIterator();
        if (iterator == null) {
            ending.reached(fetched.childShards());
        }
        return answer;
    }

    private static boolean isBehind(final AnswerSource.Fetched fetched) {
        return fetched.millisBehindLatest() != null && fetched.millisBehindLatest() > 0;
    }

    private void failed(final String operation, final RuntimeException failure) {
        pace.failed();
        if (!Thread.currentThread().isInterrupted() && !(failure.getCause() instanceof InterruptedException)) {
            context.events().readFailed(feed.shardId(), operation, failure);
        }
    }

    @Override
    public void restartIterator() {
        iteratorUnusable = true;
    }

    @Override
    public void advanceIteratorTo(final String sequenceNumber, final InitialPositionInStreamExtended initial) {
        throw new UnsupportedOperationException("called on the fetcher that asks Kinesis");
    }

    /** The library drops what it has queued and wants to go on after this sequence number. */
    @Override
    public void resetIterator(
            final String shardIterator, final String sequenceNumber, final InitialPositionInStreamExtended initial) {
        feed.ledger().reset();
        ending.forget();
        iterator = shardIterator;
        iteratorUnusable = shardIterator == null;
        intake.backTo(sequenceNumber);
        source.reset(shardIterator, sequenceNumber, initial);
        if (Position.isSequenceNumber(sequenceNumber)
                && !sequenceNumber.equals(intake.checkpoint().sequenceNumber())) {
            feed.lacking(sequenceNumber).ifPresent(incarnation -> context.events()
                    .shardStuck(incarnation, "the client library went back and leaves out an answer of Kinesis"));
        }
    }

    @Override
    public StreamIdentifier getStreamIdentifier() {
        return source.stream();
    }

    @Override
    public boolean isShardEndReached() {
        return ending.isTold();
    }

    @Override
    public GetRecordsResponse getGetRecordsResponse(final GetRecordsRequest request) {
        throw new UnsupportedOperationException("called on the fetcher that asks Kinesis");
    }

    @Override
    public GetRecordsRequest getGetRecordsRequest(final String nextIterator) {
        throw new UnsupportedOperationException("called on the fetcher that asks Kinesis");
    }

    @Override
    public String getNextIterator(final GetShardIteratorRequest request) {
        throw new UnsupportedOperationException("called on the fetcher that asks Kinesis");
    }

    @Override
    public GetRecordsResponse getRecords(final String nextIterator) {
        throw new UnsupportedOperationException("called on the fetcher that asks Kinesis");
    }
}
