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

import io.shardflow.nifi.kinesis.checkpoint.LeaseCheckpointer;
import io.shardflow.nifi.kinesis.metadata.Position;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/** {@link LeaseCheckpointer} on the client library's checkpointer. */
final class KclCheckpointer implements LeaseCheckpointer {

    private interface Write {
        void run() throws InvalidStateException, ShutdownException;
    }

    private final String shardId;
    private final RecordProcessorCheckpointer checkpointer;
    private final ComponentLog log;

    KclCheckpointer(final String shardId, final RecordProcessorCheckpointer checkpointer, final ComponentLog log) {
        this.shardId = shardId;
        this.checkpointer = checkpointer;
        this.log = log;
    }

    @Override
    public Outcome checkpoint(final Position position) {
        return outcome(() -> checkpointer.checkpoint(position.sequenceNumber(), position.subSequenceNumber()));
    }

    @Override
    public Outcome checkpointShardEnd() {
        return outcome(checkpointer::checkpoint);
    }

    private Outcome outcome(final Write write) {
        try {
            write.run();
            return Outcome.WRITTEN;
        } catch (final ShutdownException e) {
            return Outcome.LEASE_LOST;
        } catch (final ThrottlingException | InvalidStateException | KinesisClientLibDependencyException e) {
            log.debug("Checkpoint of {} failed: {}", shardId, e.toString());
            return Outcome.RETRY;
        } catch (final RuntimeException e) {
            log.warn("Checkpoint of {} failed: {}", shardId, e.toString());
            return Outcome.RETRY;
        }
    }
}
