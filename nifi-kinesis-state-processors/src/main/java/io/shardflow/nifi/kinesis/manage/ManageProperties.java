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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.PropertyFormats;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of ManageKinesisState and what the descriptors cannot check alone. */
final class ManageProperties {

    static final PropertyDescriptor ACTION = new PropertyDescriptor.Builder()
            .name("Action")
            .description("What is done with the state of the application.")
            .required(true)
            .allowableValues(Action.class)
            .defaultValue(Action.DESCRIBE)
            .build();

    static final PropertyDescriptor REWIND_TO = new PropertyDescriptor.Builder()
            .name("Rewind To")
            .description("Where the next start reads from.")
            .required(true)
            .allowableValues(RewindTo.class)
            .dependsOn(ACTION, Action.REWIND)
            .build();

    static final PropertyDescriptor SHARD_ID = new PropertyDescriptor.Builder()
            .name("Shard ID")
            .description("Id of the shard that is rewound, for example shardId-000000000000.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(PropertyFormats.PRESENT)
            .dependsOn(REWIND_TO, RewindTo.SEQUENCE_NUMBER)
            .build();

    static final PropertyDescriptor SEQUENCE_NUMBER = new PropertyDescriptor.Builder()
            .name("Sequence Number")
            .description("Sequence number of the record that is read first. It is not after the shard's checkpoint.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(orExpression((subject, input, context) -> new ValidationResult.Builder()
                    .subject(subject)
                    .input(input)
                    .valid(input != null && Position.isSequenceNumber(input.trim()))
                    .explanation("has to be a sequence number of Kinesis: decimal digits without leading zeros")
                    .build()))
            .dependsOn(REWIND_TO, RewindTo.SEQUENCE_NUMBER)
            .build();

    static final PropertyDescriptor TIMESTAMP = new PropertyDescriptor.Builder()
            .name("Timestamp")
            .description("""
                    Time of the first record that is read, not in the future: ISO 8601 with zone, for example \
                    2026-01-31T08:00:00Z, or milliseconds since 1970.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(orExpression(PropertyFormats.TIMESTAMP))
            .dependsOn(REWIND_TO, RewindTo.TIMESTAMP)
            .build();

    static final PropertyDescriptor REWIND_MARGIN = new PropertyDescriptor.Builder()
            .name("Rewind Margin")
            .description("""
                    How long before the highest record that the sink has committed a missing one may have arrived. Records \
                    of a shard wait in one queue and are loaded in its order, so those that are missing lie above it, except \
                    FlowFiles that were penalised (30 sec), tried again or routed around; an hour is many times that. Set \
                    more if FlowFiles were kept longer, for example in a queue of failures, and the length of the backlog if \
                    one was being caught up, since an hour of arrival passes in minutes then. Reading too much is harmless \
                    with EXACTLY_ONCE; with AT_LEAST_ONCE it doubles rows.""")
            .required(true)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .defaultValue("1 hour")
            .dependsOn(REWIND_TO, RewindTo.LEDGER)
            .build();

    static final PropertyDescriptor DRY_RUN = new PropertyDescriptor.Builder()
            .name("Dry Run")
            .description("""
                    With true nothing is written, and the report says what a change would do. With false the change is made, \
                    and one that an earlier run began and did not finish is finished first, whatever the action.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor REPORT_FORMAT = new PropertyDescriptor.Builder()
            .name("Report Format")
            .description("How the report, the FlowFile's content, is written.")
            .required(true)
            .allowableValues(ReportFormat.class)
            .defaultValue(ReportFormat.TEXT)
            .build();

    static final PropertyDescriptor CONNECTION_POOL = new PropertyDescriptor.Builder()
            .name("Connection Pool")
            .description("""
                    Connections to Snowflake, as in PutSnowflake, to read in its ledger what it has committed of each shard. \
                    Needed to rewind to the ledger.""")
            .identifiesControllerService(DBCPService.class)
            .build();

    static final PropertyDescriptor DATABASE_NAME = optional(
            "Database Name",
            "Database of the table that PutSnowflake loads, written as there; empty: the connection's.");

    static final PropertyDescriptor SCHEMA_NAME =
            optional("Schema Name", "Schema of that table, written as there; empty: the connection's.");

    static final PropertyDescriptor TABLE_NAME = new PropertyDescriptor.Builder()
            .name("Table Name")
            .description("The table that PutSnowflake loads, whose ledger is read. Needed with a Connection Pool.")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(Validator.VALID)
            .build();

    /** In the order of the configuration dialog. */
    static final List<PropertyDescriptor> ALL = List.of(
            ConsumerProperties.STREAM_NAME,
            ConsumerProperties.APPLICATION_NAME,
            AwsProperties.REGION,
            AwsProperties.AUTHENTICATION_STRATEGY,
            AwsProperties.CREDENTIALS_PROVIDER_SERVICE,
            AwsProperties.ACCESS_KEY_ID,
            AwsProperties.SECRET_ACCESS_KEY,
            ACTION,
            REWIND_TO,
            SHARD_ID,
            SEQUENCE_NUMBER,
            TIMESTAMP,
            REWIND_MARGIN,
            DRY_RUN,
            REPORT_FORMAT,
            CONNECTION_POOL,
            DATABASE_NAME,
            SCHEMA_NAME,
            TABLE_NAME,
            AwsProperties.PROXY_CONFIGURATION_SERVICE,
            AwsProperties.KINESIS_ENDPOINT,
            AwsProperties.DYNAMODB_ENDPOINT);

    private ManageProperties() {}

    private static Validator orExpression(final Validator validator) {
        return (subject, input, context) ->
                context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input)
                        ? new ValidationResult.Builder()
                                .subject(subject)
                                .input(input)
                                .valid(true)
                                .build()
                        : validator.validate(subject, input, context);
    }

    /** An optional property whose parameter is empty counts as not set, so every text is accepted here. */
    private static PropertyDescriptor optional(final String name, final String description) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .addValidator(Validator.VALID)
                .build();
    }

    static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(AwsProperties.validate(context));
        final boolean pool = context.getProperty(CONNECTION_POOL).isSet();
        if (isRewindToLedger(context) && !pool) {
            results.add(invalid(CONNECTION_POOL, "has to be set to rewind to the ledger: it is read through it"));
        }
        final String table = text(context, TABLE_NAME);
        if (pool && table.isEmpty()) {
            results.add(
                    invalid(TABLE_NAME, "has to be set with a Connection Pool: each table has a ledger of its own"));
        }
        name(context, DATABASE_NAME).ifPresent(results::add);
        name(context, SCHEMA_NAME).ifPresent(results::add);
        if (!context.isExpressionLanguagePresent(table)) {
            name(context, TABLE_NAME).ifPresent(results::add);
        }
        return results;
    }

    private static boolean isRewindToLedger(final ValidationContext context) {
        return Action.REWIND.name().equals(context.getProperty(ACTION).getValue())
                && RewindTo.LEDGER.name().equals(context.getProperty(REWIND_TO).getValue());
    }

    private static Optional<ValidationResult> name(final ValidationContext context, final PropertyDescriptor property) {
        final String text = text(context, property);
        try {
            if (!text.isEmpty()) {
                Identifier.parse(text);
            }
            return Optional.empty();
        } catch (final IllegalArgumentException e) {
            return Optional.of(invalid(property, e.getMessage()));
        }
    }

    private static String text(final ValidationContext context, final PropertyDescriptor property) {
        final String value = context.getProperty(property).getValue();
        return value == null ? "" : value.trim();
    }

    private static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getDisplayName())
                .valid(false)
                .explanation(explanation)
                .build();
    }
}
