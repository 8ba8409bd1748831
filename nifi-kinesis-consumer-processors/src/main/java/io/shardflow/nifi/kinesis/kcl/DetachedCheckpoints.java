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

import software.amazon.kinesis.checkpoint.Checkpoint;
import software.amazon.kinesis.checkpoint.CheckpointFactory;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.leases.LeaseCoordinator;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Lets a checkpoint wait for DynamoDB outside the client library's lock. A shard's checkpointer is locked while it writes
 * (ShardRecordProcessorCheckpointer), and the shard's next batch of records needs that lock (ProcessTask), so a write that
 * hangs would keep records from being delivered. Here the library checks the checkpoint as always, and what it would have
 * written under its lock is handed out to be done after it.
 *
 * <p><b>Threading.</b> {@link #detach} collects on the calling thread only; the writes may be done by any.
 */
final class DetachedCheckpoints implements CheckpointFactory {

    private static final ThreadLocal<Collected> COLLECTED = new ThreadLocal<>();

    private final CheckpointFactory library;

    DetachedCheckpoints(final CheckpointFactory library) {
        this.library = library;
    }

    /** A write to the state table, which may wait for it. May be repeated when it has failed. */
    @FunctionalInterface
    interface Write {
        void run() throws KinesisClientLibException;
    }

    private static final class Collected {
        private Write write = () -> {};
    }

    /**
     * Makes the library check a checkpoint and take it for written.
     *
     * @param checkpoint a call of the library's checkpointer
     * @return what is left to do; nothing if the library knows the checkpoint to be written
     */
    static Write detach(final Write checkpoint) throws KinesisClientLibException {
        final Collected collected = new Collected();
        COLLECTED.set(collected);
        try {
            checkpoint.run();
        } finally {
            COLLECTED.remove();
        }
        return collected.write;
    }

    @Override
    public Checkpointer createCheckpointer(final LeaseCoordinator coordinator, final LeaseRefresher refresher) {
        return new Detaching(library.createCheckpointer(coordinator, refresher));
    }

    private record Detaching(Checkpointer library) implements Checkpointer {

        @Override
        public void setCheckpoint(final String lease, final ExtendedSequenceNumber value, final String concurrencyToken)
                throws KinesisClientLibException {
            final Collected collected = COLLECTED.get();
            if (collected == null) {
                library.setCheckpoint(lease, value, concurrencyToken);
            } else {
                collected.write = () -> library.setCheckpoint(lease, value, concurrencyToken);
            }
        }

        @Override
        public ExtendedSequenceNumber getCheckpoint(final String lease) throws KinesisClientLibException {
            return library.getCheckpoint(lease);
        }

        @Override
        public Checkpoint getCheckpointObject(final String lease) throws KinesisClientLibException {
            return library.getCheckpointObject(lease);
        }

        @Override
        public void prepareCheckpoint(
                final String lease, final ExtendedSequenceNumber pending, final String concurrencyToken)
                throws KinesisClientLibException {
            library.prepareCheckpoint(lease, pending, concurrencyToken);
        }

        @Override
        public void prepareCheckpoint(
                final String lease,
                final ExtendedSequenceNumber pending,
                final String concurrencyToken,
                final byte[] state)
                throws KinesisClientLibException {
            library.prepareCheckpoint(lease, pending, concurrencyToken, state);
        }

        @Override
        public void operation(final String operation) {
            library.operation(operation);
        }

        @Override
        public String operation() {
            return library.operation();
        }
    }
}
