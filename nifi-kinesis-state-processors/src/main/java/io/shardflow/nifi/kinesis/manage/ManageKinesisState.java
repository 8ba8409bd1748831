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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.scheduling.SchedulingStrategy;

/**
 * Shows, rewinds and resets the state of ConsumeKinesisStream.
 *
 * <p><b>Threading.</b> Triggered by one thread at a time.
 */
@Tags({"amazon", "aws", "kinesis", "stream", "state", "checkpoint", "offset", "replay", "reset", "rewind"})
@CapabilityDescription("""
        Shows the state of an application of ConsumeKinesisStream and changes it: every shard with its worker, checkpoint and \
        lag; a reset; a rewind of a shard, of the application, or of every shard to before what PutSnowflake has committed. \
        Choose Run Once in the menu of the processor, or feed it with FlowFiles; in a cluster, let it run on the primary node \
        only. Before it changes anything it watches the table for two fail-over times and refuses if any worker uses it. A \
        change is made whole: if NiFi dies in the middle, consumers do not start until the next run has finished it. Beside \
        what ConsumeKinesisStream may do, RESET needs dynamodb:DeleteTable on the table and on those that client libraries of \
        versions 3.0 to 3.4 kept beside it.""")
@UseCase(
        description = "See how far each shard of a Kinesis data stream is read",
        keywords = {"lag", "checkpoint", "lease"},
        configuration = """
                Set "Stream Name", "Application Name" and the access to AWS as in ConsumeKinesisStream, leave "Action" at \
                DESCRIBE, and choose Run Once. With "Connection Pool" and "Table Name" the report also has what Snowflake has of \
                each shard. Consumers may run.""")
@UseCase(
        description = "Read a part of a Kinesis data stream again",
        keywords = {"rewind", "replay", "reset", "lost disk"},
        configuration = """
                Stop every consumer of the application. Set "Action" to REWIND and "Rewind To" to where it is to begin: LEDGER after \
                a node's disk was lost. Choose Run Once, read the report, set "Dry Run" to false, run once more, start the \
                consumers. PutSnowflake with "Delivery Guarantee" EXACTLY_ONCE recognises what is in the table already.""")
@SeeAlso(classNames = {"io.shardflow.nifi.kinesis.ConsumeKinesisStream", "io.shardflow.nifi.snowflake.PutSnowflake"})
@InputRequirement(InputRequirement.Requirement.INPUT_ALLOWED)
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 day")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "On success: text/plain or application/json."),
    @WritesAttribute(
            attribute = ManageKinesisState.CHANGED_ATTRIBUTE,
            description = "On success: whether the state was changed."),
    @WritesAttribute(attribute = ManageKinesisState.REASON_ATTRIBUTE, description = "On failure: why, and what to do.")
})
public class ManageKinesisState extends AbstractProcessor {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The report, in the FlowFile's content.")
            .build();

    public static final Relationship FAILURE =
            new Relationship.Builder().name("failure").description("""
                    Not done; the attribute kinesis.state.error.reason says why, and whether a change was begun. The content \
                    is as it came.""").build();

    static final String CHANGED_ATTRIBUTE = "kinesis.state.changed";
    static final String REASON_ATTRIBUTE = "kinesis.state.error.reason";

    private static final String UNEXPECTED =
            "The run has ended with an error that nobody expects: %s. If it was to change the state, the change may have been"
                    + " begun: run DESCRIBE, which says so. NiFi's log has the stack trace; please report it.";

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, FAILURE);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ManageProperties.ALL;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return ManageProperties.validate(context);
    }

    IntervalSteps intervalSteps() {
        return IntervalSteps.STANDARD;
    }

    StateAccess open(final ManageSettings settings) {
        return StateAccess.open(settings.aws());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile incoming = context.hasIncomingConnection() ? session.get() : null;
        if (incoming == null && context.hasNonLoopConnection()) {
            return;
        }
        final long started = System.nanoTime();
        final ManageSettings settings;
        final Report report;
        final byte[] content;
        try {
            settings = ManageSettings.of(context, incoming);
            report = run(settings);
            content = content(report, format(context));
        } catch (final ChangeRefusedException e) {
            fail(session, incoming, e.getMessage());
            getLogger().error("{}", e.getMessage());
            return;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            session.rollback();
            getLogger().warn("The processor was stopped before it had decided anything. Nothing was changed");
            return;
        } catch (final RuntimeException e) {
            final String reason = UNEXPECTED.formatted(e);
            fail(session, incoming, reason);
            getLogger().error("{}", reason, e);
            return;
        }
        // from here on nothing can fail but the session, which NiFi rolls back
        transfer(session, incoming, settings, format(context), report, content, started);
    }

    private static byte[] content(final Report report, final ReportFormat format) {
        return switch (format) {
            case JSON -> JsonReport.of(report);
            case TEXT -> TextReport.of(report).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static ReportFormat format(final ProcessContext context) {
        return context.getProperty(ManageProperties.REPORT_FORMAT).asAllowableValue(ReportFormat.class);
    }

    private Report run(final ManageSettings settings) throws ChangeRefusedException, InterruptedException {
        try (StateAccess access = open(settings)) {
            final Observation observation =
                    new Observation(access.table(), intervalSteps(), this::pause, System::nanoTime);
            return new ManageRun(settings, access, observation).run();
        }
    }

    private void pause(final Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        if (!isScheduled()) {
            throw new InterruptedException("the processor is being stopped");
        }
    }

    private void transfer(
            final ProcessSession session,
            final FlowFile incoming,
            final ManageSettings settings,
            final ReportFormat format,
            final Report report,
            final byte[] content,
            final long started) {
        final boolean changed = Boolean.TRUE.equals(report.facts().get("changed"));
        FlowFile flowFile = incoming == null ? session.create() : incoming;
        flowFile = session.write(flowFile, out -> out.write(content));
        flowFile = session.putAllAttributes(
                flowFile,
                Map.of(
                        "mime.type",
                        format == ReportFormat.JSON ? "application/json" : "text/plain",
                        CHANGED_ATTRIBUTE,
                        Boolean.toString(changed)));
        session.getProvenanceReporter()
                .invokeRemoteProcess(
                        flowFile,
                        "dynamodb://%s/%s"
                                .formatted(
                                        settings.aws().region(), settings.aws().application()),
                        details(settings, report, changed) + ", "
                                + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
        session.transfer(flowFile, SUCCESS);
        if (changed) {
            getLogger().info("{}", details(settings, report, true));
        }
    }

    private static String details(final ManageSettings settings, final Report report, final boolean changed) {
        final Object change = report.facts().get("change");
        return "%s of application %s%s: %s"
                .formatted(
                        settings.action(),
                        settings.aws().application(),
                        change == null ? "" : ", to " + change,
                        changed ? "changed" : "nothing changed");
    }

    private static void fail(final ProcessSession session, final FlowFile incoming, final String reason) {
        session.transfer(
                session.putAttribute(incoming == null ? session.create() : incoming, REASON_ATTRIBUTE, reason),
                FAILURE);
    }
}
