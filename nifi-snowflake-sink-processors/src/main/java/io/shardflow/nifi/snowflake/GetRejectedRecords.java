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

import io.shardflow.nifi.snowflake.content.LineRestorer;
import io.shardflow.nifi.snowflake.content.LineRestorer.Cause;
import io.shardflow.nifi.snowflake.content.TargetMark;
import io.shardflow.nifi.snowflake.jdbc.ErrorRow;
import io.shardflow.nifi.snowflake.jdbc.ErrorTableReader;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.settings.ErrorTableSettings;
import io.shardflow.nifi.snowflake.target.Unforeseen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.scheduling.SchedulingStrategy;

@Tags({"snowflake", "kinesis", "get", "query", "error table", "rejected", "redrive", "retry", "reprocess", "json"})
@CapabilityDescription("""
        The way back for rejected records: reads an error table that PutSnowflake has filled, and sends the original records \
        on as JSON lines, each with its position, to be loaded by the PutSnowflake of the target once its table or the \
        column RAW has been mended. Each run reads the whole error table, or what Additional WHERE Clause leaves of it, and \
        changes nothing in it: PutSnowflake recognises records that it has loaded before, and rejects those that the \
        table still does not take. Meant to be run once, by hand.""")
@UseCase(
        description = "Load rejected records after the table was mended",
        keywords = {"redrive", "retry", "error table"},
        configuration = """
                Set "Connection Pool" and "Table Name" to those of the error table, and connect "success" to the PutSnowflake of the \
                target, in front of which records of the stream may go on arriving. Mend the table, or the column RAW of the \
                error table, and choose Run Once. Records that are in the target already are recognised.""")
@SeeAlso(PutSnowflake.class)
@InputRequirement(Requirement.INPUT_FORBIDDEN)
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 day")
@WritesAttributes({
    @WritesAttribute(attribute = GetRejectedRecords.RECORD_COUNT, description = "Number of records."),
    @WritesAttribute(attribute = GetRejectedRecords.TARGET, description = """
                    The table that refused the records, with the database and the schema that its PutSnowflake names: ORDERS or \
                    SALES.PUBLIC.ORDERS. Not there if it was no table but the consumer."""),
    @WritesAttribute(attribute = GetRejectedRecords.TABLE, description = """
                    That table without database and schema, in double quotes, as PutSnowflake's Table Name takes it: \
                    "ORDERS". Not there either if the error table has only a shortened name of it."""),
    @WritesAttribute(attribute = "mime.type", description = "Always application/x-ndjson.")
})
public class GetRejectedRecords extends AbstractProcessor {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Original records as JSON lines, each with its position, up to 10,000 or some 16 MB together, those"
                            + " that one target refused.")
            .build();

    static final String RECORD_COUNT = "record.count";

    static final String TARGET = "snowflake.target";

    static final String TABLE = "snowflake.target.table";

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS);

    /** Of Base64, whose records are a quarter smaller. */
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    /** Written when scheduled. */
    private volatile ErrorTableSettings settings;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ErrorTableSettings.ALL;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return ErrorTableSettings.validate(context);
    }

    /** Of one FlowFile. */
    int mostRows() {
        return 10_000;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        settings = ErrorTableSettings.of(context);
    }

    @OnUnscheduled
    public void onUnscheduled() {
        if (settings != null) {
            settings.connections().stop(STOP_GRACE);
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        try {
            read(session);
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final WarehouseException e) {
            session.rollback();
            getLogger().error("Not all rejected records were read; run it again: {}", e.getMessage());
            context.yield();
        } catch (final RuntimeException | Error e) {
            session.rollback();
            getLogger().error("Not all rejected records were read: {}", Unforeseen.describe(e));
            context.yield();
        }
    }

    private void read(final ProcessSession session) throws WarehouseException {
        final Optional<ErrorTableReader> opened = ErrorTableReader.open(settings.connections(), settings.wanted());
        if (opened.isEmpty()) {
            getLogger()
                    .warn(
                            "No rejected records: table {} does not exist, or the role may not see it. PutSnowflake makes"
                                    + " it when the first record is rejected; check 'Table Name'",
                            settings.wanted().table());
            return;
        }
        final LineRestorer lines = new LineRestorer(settings.wanted().metadataField());
        final LeftRows left = new LeftRows();
        try (ErrorTableReader table = opened.get()) {
            left.add(Cause.NO_POSITION, table.rowsWithoutPosition());
            while (isScheduled()) {
                final long started = System.nanoTime();
                final List<ErrorRow> rows = table.next(mostRows(), MOST_BYTES);
                if (rows.isEmpty()) {
                    break;
                }
                restore(lines, rows, left)
                        .forEach((target, records) -> send(session, table.transitUri(), target, records, started));
            }
            if (left.count() > 0) {
                session.adjustCounter("Rows Left", left.count(), false);
                getLogger().warn("{}", left.describe(table.table().toString()));
            }
        }
    }

    /** The records by the target that refused them, since two may have refused one position. */
    private static Map<Optional<String>, List<byte[]>> restore(
            final LineRestorer lines, final List<ErrorRow> rows, final LeftRows left) {
        final Map<Optional<String>, List<byte[]>> restored = new LinkedHashMap<>();
        for (final ErrorRow row : rows) {
            switch (lines.restore(row.metadata(), row.raw())) {
                case LineRestorer.Line line ->
                    restored.computeIfAbsent(TargetMark.targetOf(row.place().stream()), target -> new ArrayList<>())
                            .add(line.bytes());
                case LineRestorer.Unusable unusable -> left.add(unusable.cause(), row.place());
            }
        }
        return restored;
    }

    private static void send(
            final ProcessSession session,
            final String transitUri,
            final Optional<String> target,
            final List<byte[]> lines,
            final long started) {
        FlowFile flowFile = session.write(session.create(), out -> {
            for (final byte[] line : lines) {
                out.write(line);
            }
        });
        flowFile = session.putAllAttributes(
                flowFile,
                Map.of(
                        RECORD_COUNT,
                        Integer.toString(lines.size()),
                        CoreAttributes.MIME_TYPE.key(),
                        "application/x-ndjson"));
        if (target.isPresent()) {
            flowFile = session.putAttribute(flowFile, TARGET, target.get());
            final Optional<Identifier> table = TargetMark.tableOf(target.get());
            if (table.isPresent()) {
                flowFile = session.putAttribute(flowFile, TABLE, table.get().sql());
            }
        }
        session.getProvenanceReporter()
                .receive(flowFile, transitUri, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        session.adjustCounter("Records Sent", lines.size(), false);
        session.transfer(flowFile, SUCCESS);
        // What was sent need not be sent again if the next page fails.
        session.commitAsync();
    }
}
