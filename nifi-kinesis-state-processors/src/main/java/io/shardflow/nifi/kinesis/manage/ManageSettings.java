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
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.PropertyFormats;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;

/**
 * What one run is to do.
 *
 * @param rewindTo set for REWIND
 * @param shardId set for SEQUENCE_NUMBER, as is {@code sequenceNumber}
 * @param timestamp set for TIMESTAMP
 * @param margin set for LEDGER
 * @param ledger set for LEDGER, and if a pool is given
 */
record ManageSettings(
        AwsAccess aws,
        Action action,
        Optional<RewindTo> rewindTo,
        Optional<String> shardId,
        Optional<String> sequenceNumber,
        Optional<Instant> timestamp,
        Optional<Duration> margin,
        boolean dryRun,
        Optional<LedgerTarget> ledger) {

    /**
     * Reads the properties.
     *
     * @param flowFile whose attributes expressions see; null for none
     * @throws ChangeRefusedException if an expression gives no valid value
     */
    static ManageSettings of(final ProcessContext context, final FlowFile flowFile) throws ChangeRefusedException {
        final Action action = context.getProperty(ManageProperties.ACTION).asAllowableValue(Action.class);
        final Optional<RewindTo> rewindTo = action == Action.REWIND
                ? Optional.of(context.getProperty(ManageProperties.REWIND_TO).asAllowableValue(RewindTo.class))
                : Optional.empty();
        return new ManageSettings(
                AwsAccess.of(context),
                action,
                rewindTo,
                valueFor(RewindTo.SEQUENCE_NUMBER, rewindTo, ManageProperties.SHARD_ID, context, flowFile),
                sequenceNumber(valueFor(
                        RewindTo.SEQUENCE_NUMBER, rewindTo, ManageProperties.SEQUENCE_NUMBER, context, flowFile)),
                instant(valueFor(RewindTo.TIMESTAMP, rewindTo, ManageProperties.TIMESTAMP, context, flowFile)),
                rewindTo.filter(RewindTo.LEDGER::equals)
                        .map(ledger -> context.getProperty(ManageProperties.REWIND_MARGIN)
                                .asDuration()),
                context.getProperty(ManageProperties.DRY_RUN).asBoolean(),
                ledger(context, flowFile));
    }

    private static Optional<String> valueFor(
            final RewindTo needed,
            final Optional<RewindTo> given,
            final PropertyDescriptor property,
            final ProcessContext context,
            final FlowFile flowFile)
            throws ChangeRefusedException {
        return given.filter(needed::equals).isPresent()
                ? Optional.of(value(property, context, flowFile))
                : Optional.empty();
    }

    private static String value(
            final PropertyDescriptor property, final ProcessContext context, final FlowFile flowFile)
            throws ChangeRefusedException {
        final String value = context.getProperty(property)
                .evaluateAttributeExpressions(flowFile)
                .getValue();
        if (value == null || value.isBlank()) {
            throw new ChangeRefusedException(property.getDisplayName()
                    + ": the expression gives no value. Set the attribute that it reads, or the property itself.");
        }
        return value.trim();
    }

    private static Optional<String> sequenceNumber(final Optional<String> text) throws ChangeRefusedException {
        if (text.isPresent() && !Position.isSequenceNumber(text.get())) {
            throw new ChangeRefusedException(
                    "%s: \"%s\" is no sequence number of Kinesis: decimal digits without leading zeros."
                            .formatted(ManageProperties.SEQUENCE_NUMBER.getDisplayName(), text.get()));
        }
        return text;
    }

    private static Optional<Instant> instant(final Optional<String> text) throws ChangeRefusedException {
        try {
            return text.map(PropertyFormats::instant);
        } catch (final DateTimeException e) {
            throw new ChangeRefusedException(
                    "%s: \"%s\" is neither an ISO 8601 time with zone, for example 2026-01-31T08:00:00Z, nor milliseconds since 1970."
                            .formatted(ManageProperties.TIMESTAMP.getDisplayName(), text.orElse("")));
        }
    }

    private static Optional<LedgerTarget> ledger(final ProcessContext context, final FlowFile flowFile)
            throws ChangeRefusedException {
        if (!context.getProperty(ManageProperties.CONNECTION_POOL).isSet()) {
            return Optional.empty();
        }
        return Optional.of(new LedgerTarget(
                context.getProperty(ManageProperties.CONNECTION_POOL).asControllerService(DBCPService.class),
                identifier(ManageProperties.DATABASE_NAME, context),
                identifier(ManageProperties.SCHEMA_NAME, context),
                table(value(ManageProperties.TABLE_NAME, context, flowFile))));
    }

    private static Optional<Identifier> identifier(final PropertyDescriptor property, final ProcessContext context) {
        return ConsumerSettings.text(context, property).map(Identifier::parse);
    }

    private static Identifier table(final String text) throws ChangeRefusedException {
        try {
            return Identifier.parse(text);
        } catch (final IllegalArgumentException e) {
            throw new ChangeRefusedException(
                    ManageProperties.TABLE_NAME.getDisplayName() + ": " + e.getMessage() + ".");
        }
    }
}
