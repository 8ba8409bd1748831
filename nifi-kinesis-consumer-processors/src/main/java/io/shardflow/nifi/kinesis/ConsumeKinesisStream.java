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
package io.shardflow.nifi.kinesis;

import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.lifecycle.ConsumerRun;
import io.shardflow.nifi.kinesis.lifecycle.FanOutRemoval;
import io.shardflow.nifi.kinesis.lifecycle.ProgressMeter;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.OutOfRangeUserRecords;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.status.ProgressMetrics;
import io.shardflow.nifi.kinesis.verify.ConsumerVerification;
import io.shardflow.nifi.kinesis.write.ConsumerAttributes;
import io.shardflow.nifi.kinesis.write.ConsumerRelationships;
import io.shardflow.nifi.kinesis.write.FlowFileWriter;
import io.shardflow.nifi.kinesis.write.Written;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.TriggerWhenEmpty;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnRemoved;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.annotation.notification.OnPrimaryNodeStateChange;
import org.apache.nifi.annotation.notification.PrimaryNodeState;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.scheduling.ExecutionNode;

/**
 * Reads a Kinesis data stream with the Kinesis Client Library.
 *
 * <p><b>Threading.</b> Any number of concurrent tasks trigger; each takes batches of different shards. Life-cycle methods
 * are called by NiFi one at a time, but {@link #primaryNodeChanged} beside any other.
 */
@Tags({"amazon", "aws", "kinesis", "stream", "consume", "kcl", "json", "snowflake"})
@CapabilityDescription("""
        Reads the records of an Amazon Kinesis data stream with the Kinesis Client Library and writes them as JSON lines, or \
        as Processing Strategy and Output Strategy say, each FlowFile holding records of one shard in their order. By default \
        each record carries its identity in a metadata field. The \
        position of a shard is saved in DynamoDB only after the FlowFiles that hold its records are committed, so after a \
        crash records come again but none is missing; PutSnowflake recognises them.""")
@UseCase(
        description = "Read a Kinesis data stream with several nodes that share its shards",
        keywords = {"kcl", "lease", "shard", "cluster"},
        configuration = """
                Give each node, or each NiFi, the same "Application Name" and "Stream Name". The DynamoDB table of that name holds \
                the position of each shard and divides the shards among those that run. Leave "Execution" of the processor at \
                All nodes.""")
@UseCase(
        description = "Read a stream again from its beginning",
        keywords = {"reset", "replay"},
        configuration = """
                Stop the processor, set "Initial Stream Position" to "Trim Horizon" and "Application Name" to a new name, start. \
                The table of the old name stays until somebody deletes it. PutSnowflake with "Delivery Guarantee" Exactly Once \
                recognises what is in the table already.""")
@SeeAlso(
        classNames = {"io.shardflow.nifi.snowflake.PutSnowflake", "io.shardflow.nifi.kinesis.manage.ManageKinesisState"
        })
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@TriggerWhenEmpty
@DefaultSettings(yieldDuration = "20 millis")
@Stateful(scopes = Scope.LOCAL, description = """
                Shows the application, its DynamoDB table, the stream, once a minute how many shards this node holds and how \
                far it is behind, and an id by which the Kinesis Client Library knows this node again, so that a restart takes \
                its shards back at once. The position in the stream is not kept here but in that table: clearing this state \
                makes a new id and does not change where reading goes on. To begin anew, stop, set a new Application Name or \
                delete the table, start.""")
@SystemResourceConsideration(
        resource = SystemResource.MEMORY,
        description =
                "Records of all shards between Kinesis and the committed session take up to four times Max Buffer Size of heap.")
@SystemResourceConsideration(
        resource = SystemResource.NETWORK,
        description =
                "Every shard is asked for records about two and a half times a second, or keeps a stream of an HTTP/2"
                        + " connection open with Enhanced Fan-Out.")
@WritesAttributes({
    @WritesAttribute(attribute = ConsumerAttributes.STREAM_NAME, description = "Name of the stream."),
    @WritesAttribute(attribute = ConsumerAttributes.SHARD_ID, description = "Id of the shard."),
    @WritesAttribute(
            attribute = ConsumerAttributes.FIRST_SEQUENCE_NUMBER,
            description = "Sequence number of the first record."),
    @WritesAttribute(
            attribute = ConsumerAttributes.FIRST_SUB_SEQUENCE_NUMBER,
            description = "Sub-sequence number of the first record."),
    @WritesAttribute(
            attribute = ConsumerAttributes.LAST_SEQUENCE_NUMBER,
            description = "Sequence number of the last record."),
    @WritesAttribute(
            attribute = ConsumerAttributes.LAST_SUB_SEQUENCE_NUMBER,
            description = "Sub-sequence number of the last record."),
    @WritesAttribute(attribute = ConsumerAttributes.PARTITION_KEY, description = "Partition key of the last record."),
    @WritesAttribute(
            attribute = ConsumerAttributes.APPROXIMATE_ARRIVAL,
            description = "Approximate arrival of the last record, in milliseconds since 1970."),
    @WritesAttribute(
            attribute = ConsumerAttributes.MILLIS_BEHIND,
            description = "How far behind the tip of the shard the records were when they were read, in milliseconds."),
    @WritesAttribute(attribute = ConsumerAttributes.START_POSITION, description = """
                    On the first FlowFile of a shard that is read from a time on (LATEST, AT_TIMESTAMP) instead of from a \
                    checkpoint: that time, ISO 8601. PutSnowflake then says which records the table has of the shard before \
                    this one."""),
    @WritesAttribute(
            attribute = ConsumerAttributes.PARSE_FAILURE,
            description = "true on those of parse.failure, so that PutSnowflake knows the envelopes."),
    @WritesAttribute(
            attribute = ConsumerAttributes.RECORD_COUNT,
            description = "Number of records; with a Record Writer, of those it wrote."),
    @WritesAttribute(attribute = "mime.type", description = """
                    application/x-ndjson for JSON lines, application/json for a record alone, that of the Record Writer, \
                    text/plain for payloads in lines, else application/octet-stream.""")
})
public class ConsumeKinesisStream extends AbstractProcessor implements VerifiableProcessor {

    public static final Relationship SUCCESS = ConsumerRelationships.SUCCESS;
    public static final Relationship PARSE_FAILURE = ConsumerRelationships.PARSE_FAILURE;

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final AtomicReference<ConsumerRun> run = new AtomicReference<>();
    private final CommittedCounters counters = new CommittedCounters();
    private final ProgressMetrics metrics = new ProgressMetrics();
    private volatile FlowFileWriter flowFiles;
    private volatile IdleTasks idle;
    private volatile SessionRoom room;
    private volatile boolean primaryNodeOnly;

    /** Shards of which it was said, since the processor was scheduled, that user records were left out. */
    private final Set<String> shardsLeftOut = ConcurrentHashMap.newKeySet();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ConsumerProperties.ALL;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return ConsumerRelationships.ALL;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return ConsumerProperties.validate(context);
    }

    /** Asks AWS; writes nothing there that stays. */
    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog log, final Map<String, String> attributes) {
        return ConsumerVerification.of(ConsumerSettings.of(context), log);
    }

    /**
     * Reads the settings. Nothing is started, and no shard taken, before the first trigger: NiFi schedules a processor that
     * runs on the primary node only on every node, but triggers it on that one.
     */
    @OnScheduled
    public void schedule(final ProcessContext context) {
        final ConsumerSettings settings = ConsumerSettings.of(context);
        flowFiles = FlowFileWriter.of(settings);
        shardsLeftOut.clear();
        metrics.begin(getIdentifier());
        idle = new IdleTasks();
        room = new SessionRoom(settings.limits());
        primaryNodeOnly = context.getExecutionNode() == ExecutionNode.PRIMARY;
        run.set(new ConsumerRun(settings, getLogger(), intervalSteps()));
    }

    /** Leaves the shards to the new primary node when this one is no longer it. Returns at once. */
    @OnPrimaryNodeStateChange
    public void primaryNodeChanged(final PrimaryNodeState state) {
        final ConsumerRun consumer = run.get();
        if (consumer != null && primaryNodeOnly && state == PrimaryNodeState.PRIMARY_NODE_REVOKED) {
            // a stop or a new schedule in between wins
            run.compareAndSet(consumer, consumer.resign());
        }
    }

    IntervalSteps intervalSteps() {
        return IntervalSteps.STANDARD;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final ConsumerRun consumer = run.get();
        if (consumer == null) {
            context.yield();
            return;
        }
        consumer.start(context.getStateManager());
        counters.write(session);
        metrics.write(session, consumer.progress()::read, consumer.progress()::takeFailedCalls);
        try {
            final Duration wait = idle.triggered(System.nanoTime());
            final boolean running = consumer.isRunning();
            final Optional<Emission> batch = consumer.take(wait);
            if (batch.isPresent()) {
                emit(consumer, session, batch.get());
            } else if (idle.foundNone(System.nanoTime(), !running)) {
                context.yield();
            } else if (idle.isFirstWithLongYields()) {
                getLogger()
                        .info(
                                "Yield Duration or Run Schedule is longer than {} ms, so each idle task keeps a NiFi thread"
                                        + " waiting. Set Yield Duration to 20 ms and Run Schedule to 0 sec",
                                IdleTasks.LONGEST_YIELD.toMillis());
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final Error e) {
            consumer.taskFailed(e);
            throw e;
        }
    }

    private void emit(final ConsumerRun consumer, final ProcessSession session, final Emission first) {
        final SessionBatches batches = new SessionBatches();
        boolean handedOver = false;
        idle.took(System.nanoTime());
        try {
            fill(batches, consumer, session, first);
            session.commitAsync(
                    () -> settle(
                            consumer,
                            () -> batches.committed(
                                    (batch, written) -> committed(consumer.progress(), batch, written))),
                    failure -> settle(consumer, batches::failed));
            throwIfTerminated(session);
            handedOver = true;
            counters.write(session);
        } finally {
            if (!handedOver) {
                batches.failed();
                room.failed(System.nanoTime());
            }
            batches.handed();
            idle.handedOn();
        }
    }

    /** NiFi keeps to itself what is thrown there. */
    private static void settle(final ConsumerRun consumer, final Runnable outcome) {
        try {
            outcome.run();
        } catch (final Error e) {
            consumer.taskFailed(e);
            throw e;
        }
    }

    /** Writes the batch, and those of other shards that are ready, as far as there is room. */
    private void fill(
            final SessionBatches batches,
            final ConsumerRun consumer,
            final ProcessSession session,
            final Emission first) {
        Optional<Emission> next = Optional.of(first);
        while (next.isPresent()) {
            final Written written = batches.add(flowFiles, session, next.get());
            if (written.leftOut() > 0) {
                reportLeftOut(next.get().shardId(), written.leftOut());
            }
            next = room.isLeft(batches, System.nanoTime()) ? consumer.takeReady() : Optional.empty();
        }
    }

    private void committed(final ProgressMeter progress, final Emission batch, final Written written) {
        progress.committed(written.records(), written.bytes());
        counters.committed(batch.shardId(), written);
    }

    /**
     * Throws if NiFi has given the session up. A run of a Stateless group that times out during the commit forgets the
     * session's callbacks and lets the success of a later run call them (NiFi 2.3.0, StandardExecutionProgress); from here
     * on it calls them as it should.
     */
    private static void throwIfTerminated(final ProcessSession session) {
        session.getQueueSize();
    }

    private void reportLeftOut(final String shardId, final int count) {
        if (shardsLeftOut.add(shardId)) {
            getLogger()
                    .warn(
                            "{} user records in an aggregated record of {} lie outside the shard's hash range and were left"
                                    + " out: the Kinesis Producer Library puts such records again after a reshard. Further"
                                    + " ones of this shard are only counted, in \"User Records Left Out\". Set {} to {} to"
                                    + " get all of them",
                            count,
                            shardId,
                            ConsumerProperties.OUT_OF_RANGE_USER_RECORDS.getName(),
                            OutOfRangeUserRecords.KEEP.getDisplayName());
        }
    }

    /** Stops emitting; sessions that are under way may still commit. */
    @OnUnscheduled
    public void unschedule() {
        final ConsumerRun consumer = run.get();
        if (consumer != null) {
            consumer.unschedule();
        }
    }

    /** Writes the last checkpoints and shuts the client library down, within ten seconds. */
    @OnStopped
    public void stop() {
        metrics.end(getIdentifier());
        final ConsumerRun consumer = run.getAndSet(null);
        if (consumer != null) {
            try {
                consumer.stop(STOP_WAIT);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The processor leaves the canvas, its node or its group. NiFi calls this neither at a stop nor when it ends itself. */
    @OnRemoved
    public void removed(final ProcessContext context) {
        FanOutRemoval.begin(context, getLogger());
    }
}
