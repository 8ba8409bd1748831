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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.shardflow.nifi.kinesis.checkpoint.LeaseCheckpointer.Outcome;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.checkpoint.Checkpoint;
import software.amazon.kinesis.checkpoint.ShardRecordProcessorCheckpointer;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** The library's own checkpointer of a shard, on a table that answers as told. */
class KclCheckpointerTest {

    /** What the library writes to DynamoDB with; fails as told, and waits if told. */
    private static final class Table implements Checkpointer {
        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        private final Deque<Exception> failures = new ArrayDeque<>();
        private final CountDownLatch hanging = new CountDownLatch(1);
        private volatile CountDownLatch goOn = new CountDownLatch(0);

        @Override
        public void setCheckpoint(final String lease, final ExtendedSequenceNumber value, final String token)
                throws KinesisClientLibException {
            asked.add(value.sequenceNumber());
            hanging.countDown();
            try {
                goOn.await();
            } catch (final InterruptedException e) {
                throw new KinesisClientLibDependencyException("interrupted", e);
            }
            switch (failures.poll()) {
                case null -> {}
                case KinesisClientLibException e -> throw e;
                case Exception e -> throw new KinesisClientLibDependencyException("failed", e);
            }
        }

        @Override
        public ExtendedSequenceNumber getCheckpoint(final String lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Checkpoint getCheckpointObject(final String lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prepareCheckpoint(final String lease, final ExtendedSequenceNumber pending, final String token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prepareCheckpoint(
                final String lease, final ExtendedSequenceNumber pending, final String token, final byte[] state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void operation(final String operation) {
            // the name of a metric
        }

        @Override
        public String operation() {
            return "";
        }
    }

    private final Table table = new Table();
    private final ShardRecordProcessorCheckpointer library = new ShardRecordProcessorCheckpointer(
            new ShardInfo("shard-0", "token", List.of(), ExtendedSequenceNumber.TRIM_HORIZON),
            new DetachedCheckpoints((coordinator, refresher) -> table).createCheckpointer(null, null));
    private final KclCheckpointer checkpointer =
            new KclCheckpointer("shard-0", library, new MockComponentLog("id", this));

    @BeforeEach
    void read() {
        library.setInitialCheckpointValue(ExtendedSequenceNumber.TRIM_HORIZON);
        library.largestPermittedCheckpointValue(new ExtendedSequenceNumber("9", 0L));
    }

    @Test
    void aWriteThatHangsDoesNotHoldTheLockThatTheNextBatchNeeds() throws InterruptedException {
        table.goOn = new CountDownLatch(1);
        final CompletableFuture<Outcome> writing = CompletableFuture.supplyAsync(() -> checkpointer.checkpoint(at(5)));
        table.hanging.await();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> library.largestPermittedCheckpointValue(new ExtendedSequenceNumber("20", 0L)));
        table.goOn.countDown();
        assertEquals(Outcome.WRITTEN, writing.join());
    }

    @Test
    void aWriteThatFailedIsRepeatedAndThenNewerOnesFollow() {
        table.failures.add(new IllegalStateException("throttled"));
        assertEquals(Outcome.RETRY, checkpointer.checkpoint(at(5)));
        assertEquals(Outcome.WRITTEN, checkpointer.checkpoint(at(5)));
        assertEquals(Outcome.WRITTEN, checkpointer.checkpoint(at(7)));
        assertEquals(List.of("5", "5", "7"), table.asked);
    }

    @Test
    void aNewerPositionTakesThePlaceOfOneThatCouldNotBeWritten() {
        table.failures.add(new IllegalStateException("throttled"));
        assertEquals(Outcome.RETRY, checkpointer.checkpoint(at(5)));
        assertEquals(Outcome.WRITTEN, checkpointer.checkpoint(at(7)));
        assertEquals(List.of("5", "7"), table.asked);
    }

    @Test
    void aLostLeaseIsToldApartFromATableThatDoesNotAnswer() {
        table.failures.add(new ShutdownException("not the owner"));
        assertEquals(Outcome.LEASE_LOST, checkpointer.checkpoint(at(5)));
    }

    @Test
    void theEndOfAShardIsTakenForWrittenOnlyWhenItIs() {
        library.sequenceNumberAtShardEnd(ExtendedSequenceNumber.SHARD_END);
        library.largestPermittedCheckpointValue(ExtendedSequenceNumber.SHARD_END);
        table.failures.add(new IllegalStateException("throttled"));
        assertEquals(Outcome.RETRY, checkpointer.checkpointShardEnd());
        assertEquals(ExtendedSequenceNumber.TRIM_HORIZON, library.lastCheckpointValue());
        assertEquals(Outcome.WRITTEN, checkpointer.checkpointShardEnd());
        assertEquals(ExtendedSequenceNumber.SHARD_END, library.lastCheckpointValue());
    }

    private static Position at(final long sequenceNumber) {
        return new Position(Long.toString(sequenceNumber), 0);
    }
}
