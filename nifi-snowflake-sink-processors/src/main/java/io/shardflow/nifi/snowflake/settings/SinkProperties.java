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
package io.shardflow.nifi.snowflake.settings;

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordReaderFactory;

/** Properties of PutSnowflake and what the descriptors cannot check alone. */
public final class SinkProperties {

    public static final PropertyDescriptor CONNECTION_POOL = new PropertyDescriptor.Builder()
            .name("Connection Pool")
            .description("""
                    Connections to Snowflake: SnowflakeConnectionPool, or any other pool with the Snowflake driver. Another pool \
                    must be used by PutSnowflake alone: what other components leave in a session, such as a temporary table of \
                    the target's name, would be loaded into.""")
            .required(true)
            .identifiesControllerService(DBCPService.class)
            .build();

    public static final PropertyDescriptor DATABASE_NAME = byAttributes(optional("Database Name", """
            Database of the table; empty: the connection's. As in SQL, plain names are upper-cased and names in double \
            quotes are exact."""));

    public static final PropertyDescriptor SCHEMA_NAME = byAttributes(
            optional("Schema Name", "Schema of the table, written like the database; empty: the connection's."));

    public static final PropertyDescriptor TABLE_NAME = new PropertyDescriptor.Builder()
            .name("Table Name")
            .description("""
                    The table, written like the database. FlowFiles of several tables, schemas and databases may come mixed. One \
                    for which an expression gives nothing, or what is no name, goes to failure.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("""
                    Reads the records of a FlowFile: Avro, CSV, JSON arrays, or what else there is a reader for. Empty: JSON \
                    lines, one object per line, which are loaded as they are written, and fastest.""")
            .identifiesControllerService(RecordReaderFactory.class)
            .build();

    private static final AllowableValue EXACTLY_ONCE =
            new AllowableValue(DeliveryGuarantee.EXACTLY_ONCE.name(), "Exactly Once", """
            A record whose position is in the table is not loaded again, whatever is delivered again.""");

    private static final AllowableValue AT_LEAST_ONCE =
            new AllowableValue(DeliveryGuarantee.AT_LEAST_ONCE.name(), "At Least Once", """
            Every delivery is loaded, so after a crash or a reset some records are in the table twice.""");

    public static final PropertyDescriptor DELIVERY_GUARANTEE = new PropertyDescriptor.Builder()
            .name("Delivery Guarantee")
            .description("What becomes of a record that is delivered again.")
            .required(true)
            .allowableValues(EXACTLY_ONCE, AT_LEAST_ONCE)
            .defaultValue(EXACTLY_ONCE)
            .build();

    public static final PropertyDescriptor OTHER_WRITERS = new PropertyDescriptor.Builder()
            .name("Other Writers")
            .description("""
                    Whether anything else adds rows of the same streams to the table. With EXACTLY_ONCE, what others have \
                    loaded before a batch is looked for is not loaded again if this says so, and may be if it does not.""")
            .required(true)
            .allowableValues(OtherWriters.class)
            .defaultValue(OtherWriters.NONE)
            .dependsOn(DELIVERY_GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE.name())
            .build();

    public static final PropertyDescriptor METADATA_FIELD = new PropertyDescriptor.Builder()
            .name("Metadata Field")
            .description("Top-level field of each record that holds its stream, shard and sequence number.")
            .required(true)
            .defaultValue(KinesisMetadata.DEFAULT_FIELD)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor METADATA_COLUMN = new PropertyDescriptor.Builder()
            .name("Metadata Column")
            .description("""
                    Column of the table that receives the metadata field, VARIANT or OBJECT. Equal to the field's name \
                    except for case, because each field goes into the column of its name.""")
            .required(true)
            .dependsOn(MetadataProperties.COLUMNS, MetadataProperties.ONE)
            .defaultValue(KinesisMetadata.DEFAULT_FIELD.toUpperCase(Locale.ROOT))
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor SPOOL_DIRECTORY = optional("Spool Directory", """
            Folder for the compressed copies that PUT uploads, each readable by NiFi's user only and removed after its \
            transaction; what a crash leaves is removed at the next start. Empty: the JVM's temporary folder, or the folder \
            'work' of NiFi where that one is in memory (tmpfs). Needs room for the transactions that run at one time.""");

    public static final List<PropertyDescriptor> ALL = all();

    private static List<PropertyDescriptor> all() {
        final List<PropertyDescriptor> all =
                new ArrayList<>(List.of(CONNECTION_POOL, DATABASE_NAME, SCHEMA_NAME, TABLE_NAME, RECORD_READER));
        all.addAll(ColumnProperties.ALL);
        all.addAll(List.of(
                DELIVERY_GUARANTEE,
                OTHER_WRITERS,
                METADATA_FIELD,
                MetadataProperties.COLUMNS,
                METADATA_COLUMN,
                MetadataProperties.PREFIX,
                BatchProperties.MAXIMUM_AGE,
                BatchProperties.MAXIMUM_FLOWFILES,
                BatchProperties.MAXIMUM_BYTES,
                BatchProperties.MAXIMUM_RECORDS,
                SPOOL_DIRECTORY));
        return List.copyOf(all);
    }

    private SinkProperties() {}

    /** An optional property whose parameter is empty counts as not set, so every text is accepted here. */
    private static PropertyDescriptor optional(final String name, final String description) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .addValidator(Validator.VALID)
                .build();
    }

    private static PropertyDescriptor byAttributes(final PropertyDescriptor property) {
        return new PropertyDescriptor.Builder()
                .fromPropertyDescriptor(property)
                .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                .build();
    }

    public static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        for (final PropertyDescriptor name : List.of(DATABASE_NAME, SCHEMA_NAME, TABLE_NAME)) {
            check(results, name, () -> Destinations.check(context, name));
        }
        check(results, SPOOL_DIRECTORY, () -> spoolDirectory(context));
        if (text(context, ColumnProperties.UNKNOWN_FIELDS).equals(UnknownFields.OVERFLOW.name())) {
            check(
                    results,
                    ColumnProperties.OVERFLOW_COLUMN,
                    () -> identifier(context, ColumnProperties.OVERFLOW_COLUMN));
        }
        check(results, MetadataProperties.PREFIX, () -> MetadataProperties.columns(context));
        check(results, METADATA_COLUMN, () -> {
            if (!MetadataProperties.isSeparate(context)
                    && !identifier(context, METADATA_COLUMN)
                            .orElseThrow()
                            .name()
                            .equalsIgnoreCase(text(context, METADATA_FIELD))) {
                throw new IllegalArgumentException(
                        "must be the name of the metadata field except for case, because each field goes into the column of its name");
            }
        });
        return results;
    }

    static void check(final List<ValidationResult> results, final PropertyDescriptor property, final Runnable reading) {
        try {
            reading.run();
        } catch (final IllegalArgumentException e) {
            results.add(new ValidationResult.Builder()
                    .subject(property.getDisplayName())
                    .valid(false)
                    .explanation(e.getMessage())
                    .build());
        }
    }

    /** The name as the server stores it; empty when the property is not set or its parameter is empty. */
    static Optional<Identifier> identifier(final PropertyContext context, final PropertyDescriptor property) {
        final String text = text(context, property);
        return text.isEmpty() ? Optional.empty() : Optional.of(Identifier.parse(text));
    }

    static Path spoolDirectory(final PropertyContext context) {
        final String text = text(context, SPOOL_DIRECTORY);
        try {
            final Path path = (text.isEmpty() ? defaultSpoolDirectory() : Path.of(text)).toAbsolutePath();
            if (path.toString().matches(".*['\"*?\n\r].*")) {
                throw new IllegalArgumentException(
                        "the path " + path
                                + " has a quote, a wildcard or a line break, which the driver's PUT cannot be given; choose another folder");
            }
            return path;
        } catch (final InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    /** Spool files of hundreds of megabytes are not to use up the memory of the machine. */
    private static Path defaultSpoolDirectory() {
        final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        final Path work = Path.of("work");
        return isInMemory(temporary) && Files.isWritable(work) && !isInMemory(work) ? work : temporary;
    }

    private static boolean isInMemory(final Path folder) {
        try {
            return Files.getFileStore(folder).type().equals("tmpfs");
        } catch (final IOException e) {
            return false;
        }
    }

    static String text(final PropertyContext context, final PropertyDescriptor property) {
        final String value = context.getProperty(property).getValue();
        return value == null ? "" : value.trim();
    }
}
