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
package io.shardflow.nifi.kinesis.settings;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;

/**
 * What one run works with, read once when the processor is scheduled.
 *
 * @param timestamp start time, set with AT_TIMESTAMP only
 * @param bufferBytes the byte budget of all shards
 */
public record ConsumerSettings(
        AwsAccess aws,
        ConsumerType type,
        InitialStreamPosition position,
        Optional<Instant> timestamp,
        OutputSettings output,
        BatchLimits limits,
        OutOfRangeUserRecords outOfRange,
        int maxRecordsPerRequest,
        long bufferBytes,
        Duration checkpointInterval,
        MetricsSettings metrics) {

    /** Reads valid properties. */
    public static ConsumerSettings of(final ProcessContext context) {
        final InitialStreamPosition position = context.getProperty(ConsumerProperties.INITIAL_STREAM_POSITION)
                .asAllowableValue(InitialStreamPosition.class);
        final OutputSettings output = OutputSettings.of(context);
        return new ConsumerSettings(
                AwsAccess.of(context),
                context.getProperty(ConsumerProperties.CONSUMER_TYPE).asAllowableValue(ConsumerType.class),
                position,
                position == InitialStreamPosition.AT_TIMESTAMP
                        ? text(context, ConsumerProperties.STREAM_POSITION_TIMESTAMP)
                                .map(PropertyFormats::instant)
                        : Optional.empty(),
                output,
                output.processing().bounded(BatchProperties.limits(context)),
                context.getProperty(ConsumerProperties.OUT_OF_RANGE_USER_RECORDS)
                        .asAllowableValue(OutOfRangeUserRecords.class),
                context.getProperty(ConsumerProperties.MAX_RECORDS_PER_REQUEST).asInteger(),
                bytes(context, ConsumerProperties.MAX_BUFFER_SIZE),
                duration(context, ConsumerProperties.CHECKPOINT_INTERVAL),
                MetricsSettings.of(context));
    }

    /** The value without surrounding blanks; empty if it is not set or blank, as with an empty parameter. */
    public static Optional<String> text(final PropertyContext context, final PropertyDescriptor property) {
        final PropertyValue value = context.getProperty(property);
        return Optional.ofNullable(value.getValue()).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static long bytes(final ProcessContext context, final PropertyDescriptor property) {
        return context.getProperty(property).asDataSize(DataUnit.B).longValue();
    }

    private static Duration duration(final ProcessContext context, final PropertyDescriptor property) {
        return context.getProperty(property).asDuration();
    }
}
