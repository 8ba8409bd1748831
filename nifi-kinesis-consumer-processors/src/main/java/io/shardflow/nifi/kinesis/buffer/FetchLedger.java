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
package io.shardflow.nifi.kinesis.buffer;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The answers of one shard that the client library has and has not yet handed on, with the bytes that its fetching thread has taken for
 * them from the budget. The library may drop them (lease lost, queue reset); then their bytes come back here.
 *
 * <p><b>Threading.</b> {@link #reserve} and {@link #fetched} are called by the shard's fetching thread, {@link #handOn}
 * by the thread that runs the shard's tasks, {@link #reset} by the library's dispatcher, {@link #close} by any; guarded
 * by this object's monitor, which is not held while waiting for the budget, but while an answer is handed on.
 */
public final class FetchLedger {

    /**
     * The most payload that one GetRecords answer carries, in bytes (Kinesis API reference, GetRecords: "up to 10 MB
     * of data").
     */
    public static final long MAX_ANSWER_BYTES = 10L * 1024 * 1024;

    /**
     * One that the library has.
     *
     * @param records one or more, in the order of the shard
     * @param permits bytes of the budget that go with them; whoever gets the records gives them back
     */
    public record Answer(List<BufferedRecord> records, long permits) {

        private Position last() {
            return records.getLast().position();
        }
    }

    private final ByteBudget budget;
    private final long worstCase;
    private final AnswerEstimate estimate;

    /** Linked: an ArrayDeque that cannot grow for want of memory has lost what was in it. */
    private final Deque<Answer> answers = new LinkedList<>();

    private long reserved;
    private boolean underWay;
    private boolean closed;

    /** @param maxRecords the limit of one GetRecords call */
    public FetchLedger(final ByteBudget budget, final int maxRecords) {
        this(budget, worstCase(maxRecords));
    }

    private FetchLedger(final ByteBudget budget, final long worstCase) {
        this.budget = budget;
        this.worstCase = worstCase;
        this.estimate = new AnswerEstimate(worstCase);
    }

    /**
     * For answers that Kinesis sends when it has some: nothing can be taken for one before it is there, since a quiet shard
     * would keep it for ever. The next one is only let come while the budget is not used up, and may then exceed it.
     */
    public static FetchLedger ofPushed(final ByteBudget budget) {
        return new FetchLedger(budget, 0L);
    }

    /** Bytes that one GetRecords answer of so many records may take. */
    public static long worstCase(final int maxRecords) {
        return MAX_ANSWER_BYTES + (long) maxRecords * BufferedRecord.OVERHEAD_BYTES;
    }

    /** Takes from the budget what the next answer is expected to need; false if it could not be had in time. */
    public boolean reserve(final Duration wait) throws InterruptedException {
        final long expected = expected();
        final boolean granted = budget.acquire(expected, worstCase, wait);
        synchronized (this) {
            if (!granted) {
                estimate.refused();
                return false;
            }
            estimate.granted();
            if (!closed) {
                reserved = expected;
                underWay = true;
                return true;
            }
        }
        budget.settle(expected, worstCase, 0);
        return false;
    }

    private synchronized long expected() {
        return estimate.expected();
    }

    /**
     * The answer is there: keeps what it needs of the reservation and gives the rest back. If this throws, there is no answer.
     *
     * @param records may be none
     */
    public synchronized void fetched(final List<BufferedRecord> records) {
        if (closed) {
            return;
        }
        final long bytes = records.stream()
                .mapToLong(record -> BufferedRecord.charge(record.size()))
                .sum();
        if (!records.isEmpty()) {
            answers.addLast(new Answer(records, bytes));
        }
        settle(bytes);
        estimate.answered(bytes);
    }

    /** There is no answer: gives the reservation back. */
    public synchronized void nothingFetched() {
        if (!closed) {
            settle(0);
        }
    }

    private void settle(final long bytes) {
        if (underWay) {
            underWay = false;
            budget.settle(reserved, worstCase, bytes);
        }
    }

    /**
     * The library hands on the answer that ends with this position.
     *
     * @param receiver has its bytes when it returns; if it throws, the answer is still here
     * @return its records; none if it was dropped
     * @throws IllegalStateException if an answer before it was never handed on: its records would be missing
     */
    public synchronized List<BufferedRecord> handOn(final Position last, final Consumer<Answer> receiver) {
        final Answer first = answers.peekFirst();
        if (first == null || first.last().isAfter(last)) {
            return List.of();
        }
        if (!first.last().equals(last)) {
            throw new IllegalStateException(
                    "the client library lost an answer of Kinesis, probably for want of memory");
        }
        receiver.accept(first);
        answers.removeFirst();
        return first.records();
    }

    /** Whether everything that was fetched has been handed on. */
    public synchronized boolean isEmpty() {
        return answers.isEmpty();
    }

    /** Arrival of the oldest record that was fetched and not handed on, milliseconds since the epoch. */
    public synchronized OptionalLong oldestArrival() {
        return answers.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(answers.peekFirst().records().getFirst().arrivalMillis());
    }

    /** The library dropped what it had queued and reads it again. */
    public synchronized void reset() {
        long bytes = 0;
        for (final Answer answer : answers) {
            bytes += answer.permits();
        }
        answers.clear();
        budget.release(bytes);
    }

    /** The library is done with the shard. Idempotent. */
    public synchronized void close() {
        if (!closed) {
            reset();
            settle(0);
            closed = true;
        }
    }
}
