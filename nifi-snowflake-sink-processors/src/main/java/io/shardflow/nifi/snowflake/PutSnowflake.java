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
package io.shardflow.nifi.snowflake;

import io.shardflow.nifi.snowflake.content.SpoolCompression;
import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.progress.LoadProgress;
import io.shardflow.nifi.snowflake.progress.LoadReport;
import io.shardflow.nifi.snowflake.settings.Destination;
import io.shardflow.nifi.snowflake.settings.Destinations;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.target.ReasonWatch;
import io.shardflow.nifi.snowflake.target.Target;
import io.shardflow.nifi.snowflake.target.TargetVerification;
import io.shardflow.nifi.snowflake.target.Targets;
import io.shardflow.nifi.snowflake.target.Unforeseen;
import io.shardflow.nifi.snowflake.task.Intake;
import io.shardflow.nifi.snowflake.task.LoadTask;
import io.shardflow.nifi.snowflake.task.Pause;
import io.shardflow.nifi.snowflake.task.Taken;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractSessionFactoryProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.TerminatedTaskException;

@Tags({"snowflake", "kinesis", "put", "load", "copy", "exactly once", "warehouse", "json", "record"})
@CapabilityDescription("""
        Loads the records of FlowFiles, JSON lines or what a Record Reader reads, into a Snowflake table, each once. A \
        record is known by the position that ConsumeKinesisStream, or NiFi's ConsumeKinesis with injected metadata, wrote \
        into it: what is in the table is not loaded again, what is not is loaded, whatever was delivered before and however \
        FlowFiles were cut or merged. Many FlowFiles go into one transaction, uploaded to a temporary stage and loaded by COPY \
        INTO. Two small tables beside the target, <table>_SHARDFLOW_GUARD and <table>_SHARDFLOW_LEDGER, keep writers apart. \
        FlowFiles of trouble that passes, or that somebody has to mend in Snowflake, stay in the queue in their order.""")
@UseCase(
        description = "Load records into a table that is made and follows them by itself",
        keywords = {"schema evolution", "create table"},
        configuration = """
                Set "Connection Pool" to a SnowflakeConnectionPool and "Table Name" to a table that does not exist. With "Table \
                Creation" Create it is made of the first records, with a column of a fitting type for each field; with \
                "Unknown Fields" Evolve a field that comes up later gets a column of its own.""")
@UseCase(
        description = "Load records into a table whose columns are not to be changed",
        keywords = {"existing table", "overflow"},
        configuration = """
                Set "Table Creation" to Refuse and "Unknown Fields" to Refuse, so that a record with a field that has no column \
                goes to rejected, or to Overflow, so that such fields go into one column. The role needs SELECT and INSERT on the \
                table, and CREATE TABLE on its schema for the two small tables beside it.""")
@MultiProcessorUseCase(
        description = "Move the records of a Kinesis data stream into a Snowflake table, each once",
        keywords = {"kinesis", "snowflake", "exactly once", "stream"},
        configurations = {
            @ProcessorConfiguration(
                    processorClassName = "io.shardflow.nifi.kinesis.ConsumeKinesisStream",
                    configuration = """
                            Set "Stream Name", "Region" and "Authentication Strategy", and give "Application Name" a name of its own \
                            for each stream. Connect success to PutSnowflake, and parse.failure to a second PutSnowflake whose \
                            "Table Name" is that of an error table."""),
            @ProcessorConfiguration(
                    processorClassName = "io.shardflow.nifi.snowflake.PutSnowflake",
                    configuration = """
                            Set "Connection Pool" and "Table Name". "Maximum Batch Age" is how long records wait at most, and with that \
                            what the warehouse costs. Connect rejected to the second PutSnowflake, and end success. Use the \
                            FirstInFirstOutPrioritizer on the connection between the two processors."""),
            @ProcessorConfiguration(
                    processorClassName = "io.shardflow.nifi.snowflake.GetRejectedRecords",
                    configuration = """
                            The way back: set "Table Name" to the error table, connect success to PutSnowflake, and keep it \
                            stopped. When the cause has been mended, use Run Once.""")
        })
@SeeAlso({SnowflakeConnectionPool.class, GetRejectedRecords.class})
@DefaultSchedule(concurrentTasks = 2)
@InputRequirement(Requirement.INPUT_REQUIRED)
@Stateful(scopes = Scope.LOCAL, description = """
        Keeps an id by which this processor knows its own transactions on this node, made at its first start. A \
        transaction that was open when NiFi was killed is ended by the next start, which need not wait until Snowflake does so \
        after five minutes. What was loaded is not kept here: clearing this state makes a new id, and neither loses nor \
        doubles a record.""")
@SystemResourceConsideration(
        resource = SystemResource.DISK,
        description =
                "Each concurrent task keeps the compressed records of its transaction in Spool Directory until they are loaded.")
@SystemResourceConsideration(
        resource = SystemResource.CPU,
        description = "Each record is checked and compressed once: some five seconds of a core for a GB.")
@WritesAttributes({
    @WritesAttribute(
            attribute = PutSnowflake.REASON_ATTRIBUTE,
            description = "On failure: why the FlowFile cannot be loaded; on rejected: why its records cannot, with"
                    + " their number for each reason. Without the content."),
    @WritesAttribute(
            attribute = PutSnowflake.REJECTED_ATTRIBUTE,
            description = "On success, if there are any: number of the FlowFile's records that went to rejected."),
    @WritesAttribute(attribute = "record.count", description = "On rejected: number of records."),
    @WritesAttribute(attribute = "mime.type", description = "On rejected: application/json."),
    @WritesAttribute(attribute = PutSnowflake.GAP_ATTRIBUTE, description = """
                    On success, on the FlowFile that comes first after a gap: which records of its shard the table may lack \
                    because the stream was read from a time on (LATEST or AT_TIMESTAMP) after a reset. A JSON object: stream, \
                    shardId, readSince, and last and first, the positions before and after the gap, each with \
                    sequenceNumber, subSequenceNumber and approximateArrival in milliseconds; last is null if neither \
                    ledger nor table has an earlier position of the shard.""")
})
public class PutSnowflake extends AbstractSessionFactoryProcessor implements VerifiableProcessor {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Every record is in the table, acknowledged by Snowflake's COMMIT, or in a FlowFile that went to"
                            + " rejected at the same time.")
            .build();

    public static final Relationship REJECTED =
            new Relationship.Builder().name("rejected").description("""
                    The records of a FlowFile that cannot be loaded, while its others are: JSON lines, each with the record's \
                    position, the record as it was read in base64 and the reason: \
                    {"kinesisMetadata":{…},"raw":"…","reason":"…"}. Read is a line of JSON lines, byte by byte, or \
                    each part of one on which objects follow one another; with a Record Reader the JSON that was made of \
                    the record. Another PutSnowflake loads them into an error table, \
                    each once. A record of more than 12 MB, which no such table takes, comes in a FlowFile of its own.""").build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "The whole FlowFile, which cannot be loaded as it is; attribute " + PutSnowflake.REASON_ATTRIBUTE
                            + " says why. Nothing of it is in the table that was not there before.")
            .build();

    static final String REASON_ATTRIBUTE = "snowflake.error.reason";

    static final String REJECTED_ATTRIBUTE = "snowflake.rejected.count";

    static final String GAP_ATTRIBUTE = "snowflake.gap";

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, FAILURE);

    /** A stop lets transactions end in this time, then ends their statements. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final LongSupplier nanoClock;

    private final LoadProgress progress = new LoadProgress();

    /** Made when scheduled, closed when stopped. */
    private volatile LoadReport report;

    /** Written when scheduled, read by every task. */
    private volatile SinkSettings settings;

    /** Written when scheduled, closed when stopped. */
    private volatile NamesOfRun names;

    /** Written when scheduled, read by every task. */
    private volatile SpoolFolder spoolFolder;

    /** Written when scheduled, read by every task. */
    private volatile Targets targets;

    /** Written when scheduled, used by every task: why FlowFiles have no table. */
    private volatile ReasonWatch strays;

    /** Written when scheduled, read by every task. */
    private volatile Intake intake;

    public PutSnowflake() {
        this(System::nanoTime);
    }

    /** @param nanoClock tells how long troubles last */
    PutSnowflake(final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return SinkProperties.ALL;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return SinkProperties.validate(context);
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        final SinkSettings read = SinkSettings.of(context);
        final NamesOfRun run = new NamesOfRun();
        final Targets tables = new Targets(table -> new Target(read, run.get(), table, getLogger(), nanoClock));
        names = run;
        intake = new Intake(new Destinations(context)::of, tables::isWaiting, read.batch());
        strays = new ReasonWatch(
                "further reasons, which their attribute " + REASON_ATTRIBUTE + " names",
                nanoClock,
                (count, reason) -> getLogger().error("{} FlowFiles for no table went to failure: {}", count, reason));
        targets = tables;
        settings = read;
        spoolFolder = new SpoolFolder(settings.spoolDirectory());
        SpoolCompression.best().trouble().ifPresent(why -> getLogger()
                .warn(
                        "Uploads are compressed with gzip, which takes about three times the CPU of Zstandard, whose"
                                + " native library could not be loaded: {}. It is unpacked into java.io.tmpdir; if nothing may"
                                + " be executed from there, start the JVM with -DZstdTempFolder=DIRECTORY",
                        why));
        progress.begin(getIdentifier(), intake.backlog());
        report = new LoadReport(progress, getLogger(), getIdentifier());
    }

    @OnUnscheduled
    public void onUnscheduled() {
        if (settings != null) {
            settings.connections().stop(STOP_GRACE);
        }
    }

    @OnStopped
    public void onStopped() {
        targets = null;
        progress.end(getIdentifier());
        if (report != null) {
            report.close();
        }
        if (names != null) {
            names.close();
        }
        if (spoolFolder != null) {
            spoolFolder.close();
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSessionFactory sessionFactory) {
        names.triggered(context.getStateManager(), getLogger());
        final ProcessSession session = sessionFactory.createSession();
        final Intake from = intake;
        Taken taken = null;
        boolean othersFirst = false;
        try {
            taken = from.take(session);
            if (!taken.flowFiles().isEmpty()) {
                othersFirst = load(taken, session, sessionFactory);
            } else if (taken.othersFirst()) {
                othersFirst = true;
            } else {
                context.yield();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final RuntimeException | Error e) {
            progress.loadFailed();
            getLogger().error("Nothing was loaded; FlowFiles stay in the queue: {}", Unforeseen.describe(e));
            context.yield();
        } finally {
            giveBack(session, taken);
        }
        if (othersFirst) {
            from.awaitRelease();
        }
    }

    /** What was routed has left for sessions of its own; the rest goes back to its place in the queue before others may take. */
    private void giveBack(final ProcessSession session, final Taken taken) {
        try {
            try {
                progress.write(session);
            } finally {
                session.rollback();
            }
        } finally {
            if (taken != null) {
                taken.close();
            }
        }
    }

    /** @return whether it cannot be done before another task has ended */
    private boolean load(final Taken taken, final ProcessSession session, final ProcessSessionFactory sessionFactory)
            throws InterruptedException {
        return switch (taken.destination()) {
            case Destination.Table(final TableName table) -> load(table, taken, session, sessionFactory);
            case Destination.Nowhere(final String reason) -> {
                final Routing routing = new Routing(sessionFactory, session, progress, strays);
                taken.flowFiles().forEach(flowFile -> routing.failed(flowFile, reason));
                taken.settled();
                strays.tell();
                yield false;
            }
        };
    }

    private boolean load(
            final TableName table,
            final Taken taken,
            final ProcessSession session,
            final ProcessSessionFactory sessionFactory)
            throws InterruptedException {
        final Targets tables = targets;
        final Target target = tables.use(table);
        final Routing routing = new Routing(sessionFactory, session, progress, target.failures());
        try (LoadTask task = new LoadTask(settings, spoolFolder, target, session, routing)) {
            return ended(target, task.run(taken.flowFiles(), taken), taken);
        } finally {
            target.tellReasons();
            tables.release(target);
        }
    }

    /** A table in trouble has waiting times of its own, so that the others go on. */
    private boolean ended(final Target target, final Optional<Pause> pause, final Taken taken) {
        if (pause.isEmpty()) {
            taken.loaded();
            if (target.trouble().ended()) {
                getLogger().info("Loading into table {} again", target.table());
            }
            return false;
        }
        if (pause.get() instanceof Pause.Troubled troubled) {
            progress.loadFailed();
            report(target, troubled);
        }
        return pause.get() instanceof Pause.Busy;
    }

    private void report(final Target target, final Pause.Troubled troubled) {
        if (!target.trouble().failed(troubled.cause(), System.nanoTime())) {
            getLogger().debug("Table {} still not loaded: {}", target.table(), troubled.message());
        } else if (troubled.lasting()) {
            getLogger()
                    .error(
                            "Nothing is loaded into table {} until somebody acts; FlowFiles stay in the queue: {}",
                            target.table(),
                            troubled.message());
        } else {
            getLogger()
                    .warn(
                            "Table {} is not loaded for now, it will be tried again; FlowFiles stay in the queue: {}",
                            target.table(),
                            troubled.message());
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog log, final Map<String, String> attributes) {
        return new TargetVerification(SinkSettings.of(context)).verify(new Destinations(context).of(attributes));
    }
}
