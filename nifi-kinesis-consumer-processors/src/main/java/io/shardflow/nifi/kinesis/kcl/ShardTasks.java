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
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * The client library's callbacks for one lease incarnation. It hands records to the buffer, where the byte budget has room
 * for them already, so it never waits in {@link #processRecords}; and it throws nothing there, because the library would
 * skip the batch.
 *
 * <p><b>Threading.</b> The library calls one method at a time, from a pool of threads.
 */
final class ShardTasks implements ShardRecordProcessor {

    private static final Duration LAST_COMMITS = Duration.ofSeconds(2);
    private static final Duration CHECKPOINT = Duration.ofSeconds(3);

    private final SchedulerContext context;
    private final ShardFeed feed;
    private LeaseIncarnation incarnation;
    private ExtendedSequenceNumber checkpoint;
    private KclCheckpointer checkpointer;

    /** @param feed what this shard's fetcher writes into */
    ShardTasks(final SchedulerContext context, final ShardFeed feed) {
        this.context = context;
        this.feed = feed;
    }

    @Override
    public void initialize(final InitializationInput input) {
        checkpoint = input.extendedSequenceNumber();
        incarnation = context.buffers().open(input.shardId(), beginsAt(input.shardId()));
        feed.open(incarnation);
        context.events().leaseTaken(input.shardId());
    }

    private OptionalLong beginsAt(final String shardId) {
        return checkpoint.equals(ExtendedSequenceNumber.AT_TIMESTAMP)
                ? context.starts().of(shardId)
                : OptionalLong.empty();
    }

    @Override
    public void processRecords(final ProcessRecordsInput input) {
        try {
            attach(input.checkpointer());
            final Long behind = input.millisBehindLatest();
            for (final KinesisClientRecord answer : input.records()) {
                handOn(new Position(answer.sequenceNumber(), answer.subSequenceNumber()), behind == null ? -1 : behind);
            }
        } catch (final RuntimeException | OutOfMemoryError e) {
            context.events().shardStuck(incarnation, "a batch could not be taken over: " + e);
        }
    }

    private void handOn(final Position last, final long millisBehindLatest) {
        final List<BufferedRecord> records = feed.handOn(last, millisBehindLatest);
        if (!records.isEmpty()) {
            context.metrics().read(feed.shardId(), records);
            context.events().recordsArrived();
        }
    }

    private void attach(final RecordProcessorCheckpointer kcl) {
        if (checkpointer == null) {
            checkpointer = new KclCheckpointer(incarnation.shardId(), kcl, context.log());
            context.writer().attach(incarnation, checkpointer);
        }
    }

    @Override
    public void leaseLost(final LeaseLostInput input) {
        if (incarnation == null) {
            return;
        }
        incarnation.seal("the lease was lost");
        done();
    }

    /** The fetcher told the end only after all records had been committed; a stop may have come since. */
    @Override
    public void shardEnded(final ShardEndedInput input) {
        try {
            attach(input.checkpointer());
            if (incarnation.isComplete() && context.writer().shardEnd(incarnation, checkpointer, CHECKPOINT)) {
                incarnation.seal("the shard has ended");
                done();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void shutdownRequested(final ShutdownRequestedInput input) {
        if (incarnation == null) {
            return;
        }
        incarnation.seal("the lease goes to another worker");
        try {
            incarnation.awaitEmissions(LAST_COMMITS);
            context.writer().flush(incarnation, CHECKPOINT);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void done() {
        context.feeds().close(feed);
        context.writer().detach(incarnation);
        context.buffers().close(incarnation);
    }
}
