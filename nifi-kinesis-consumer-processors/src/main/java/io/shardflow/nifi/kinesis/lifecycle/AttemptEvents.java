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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.kcl.SchedulerEvents;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import org.apache.nifi.logging.ComponentLog;

/**
 * What the client library's threads tell of one attempt: noted in the time line and in the status, or a reason to wake the
 * run's thread.
 *
 * <p><b>Threading.</b> Called by the client library's threads; {@link #initializationFailure} by the run's thread.
 */
final class AttemptEvents implements SchedulerEvents {

    private final StartTimeline timeline;
    private final ConsumerStatus status;
    private final Runnable wake;
    private final ComponentLog log;
    private volatile Throwable initializationFailure;
    private volatile boolean firstRecordSeen;

    /** @param wake tells the run's thread that the guard has something to do */
    AttemptEvents(
            final StartTimeline timeline, final ConsumerStatus status, final Runnable wake, final ComponentLog log) {
        this.timeline = timeline;
        this.status = status;
        this.wake = wake;
        this.log = log;
    }

    @Override
    public void started() {
        timeline.mark(StartTimeline.Step.SCHEDULER, System.nanoTime());
    }

    @Override
    public void leaseTaken(final String shardId) {
        timeline.mark(StartTimeline.Step.LEASE_TAKEN, System.nanoTime());
        status.taken(shardId);
    }

    @Override
    public void read(final String shardId, final long millisBehindLatest) {
        status.read(shardId, millisBehindLatest);
    }

    @Override
    public void readFailed(final String shardId, final String operation, final RuntimeException failure) {
        status.readFailed(shardId, operation, failure);
    }

    @Override
    public void recordsArrived() {
        if (!firstRecordSeen) {
            firstRecordSeen = true;
            timeline.mark(StartTimeline.Step.FIRST_RECORD, System.nanoTime());
            timeline.report().ifPresent(log::info);
        }
    }

    @Override
    public void shardStuck(final LeaseIncarnation incarnation, final String reason) {
        incarnation.seal(reason);
        log.warn("{} goes back to its last checkpoint: {}", incarnation.shardId(), reason);
        wake.run();
    }

    @Override
    public void initializationFailed(final Throwable cause) {
        initializationFailure = cause;
    }

    /** Why the client library gave up initializing; null if it did not. */
    Throwable initializationFailure() {
        return initializationFailure;
    }
}
