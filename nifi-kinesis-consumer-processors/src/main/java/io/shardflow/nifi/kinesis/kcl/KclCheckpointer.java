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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * {@link LeaseCheckpointer} on the client library's checkpointer. A position waits for DynamoDB outside that one's lock
 * ({@link DetachedCheckpoints}). The end of a shard waits inside: the library relies on it, and no more records come.
 */
final class KclCheckpointer implements LeaseCheckpointer {

    private final String shardId;
    private final RecordProcessorCheckpointer checkpointer;
    private final ComponentLog log;
    private Position detached;
    private DetachedCheckpoints.Write write;

    KclCheckpointer(final String shardId, final RecordProcessorCheckpointer checkpointer, final ComponentLog log) {
        this.shardId = shardId;
        this.checkpointer = checkpointer;
        this.log = log;
    }

    @Override
    public Outcome checkpoint(final Position position) {
        return outcome(() -> {
            if (!position.equals(detached)) {
                write = DetachedCheckpoints.detach(
                        () -> checkpointer.checkpoint(position.sequenceNumber(), position.subSequenceNumber()));
                detached = position;
            }
            write.run();
        });
    }

    @Override
    public Outcome checkpointShardEnd() {
        return outcome(checkpointer::checkpoint);
    }

    private Outcome outcome(final DetachedCheckpoints.Write attempt) {
        try {
            attempt.run();
            return Outcome.WRITTEN;
        } catch (final ShutdownException e) {
            return Outcome.LEASE_LOST;
        } catch (final ThrottlingException | KinesisClientLibException | KinesisClientLibDependencyException e) {
            log.debug("Checkpoint of {} failed: {}", shardId, e.toString());
            return Outcome.RETRY;
        } catch (final RuntimeException e) {
            // how calls to AWS end is said in one place, for all shards together
            if (e.getCause() instanceof SdkException) {
                log.debug("Checkpoint of {} failed: {}", shardId, e.toString());
            } else {
                log.warn("Checkpoint of {} failed: {}", shardId, e.toString());
            }
            return Outcome.RETRY;
        }
    }
}
