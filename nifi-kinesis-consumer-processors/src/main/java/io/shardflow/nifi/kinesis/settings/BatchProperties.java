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
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of ConsumeKinesisStream that say when a FlowFile is cut. */
public final class BatchProperties {

    public static final PropertyDescriptor MAX_BATCH_DURATION = new PropertyDescriptor.Builder()
            .name("Max Batch Duration")
            .description("""
                    Longest time that a record waits for others to fill a FlowFile. It counts from the shard's previous \
                    FlowFile, so a record of a quiet shard leaves at once. If not set: a tenth of a second for each shard that \
                    this node reads, and 1 second at most, or until the shard's records have 1 MB.""")
            .required(false)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor MAX_BATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Max Batch Size")
            .description("Most payload bytes in a batch; a single larger record goes alone.")
            .required(true)
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, Integer.MAX_VALUE))
            .defaultValue("10 MB")
            .build();

    public static final PropertyDescriptor MAX_BATCH_RECORDS = new PropertyDescriptor.Builder()
            .name("Max Batch Records")
            .description("""
                    Most records in a batch. The user records of one aggregated record stay together, even if they are \
                    more.""")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue("100000")
            .build();

    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Ten FlowFiles a second for few shards together, and one a second of each for many, unless they are large. */
    private static final Duration PER_SHARD = Duration.ofMillis(100);

    /** Payload of a FlowFile for which NiFi's work on it is next to nothing, so that waiting would only fill the heap. */
    private static final long ENOUGH = 1 << 20;

    private BatchProperties() {}

    /** Reads valid properties. */
    static BatchLimits limits(final PropertyContext context) {
        final long bytes =
                context.getProperty(MAX_BATCH_SIZE).asDataSize(DataUnit.B).longValue();
        final int records = context.getProperty(MAX_BATCH_RECORDS).asInteger();
        return context.getProperty(MAX_BATCH_DURATION).isSet()
                ? new BatchLimits(
                        bytes, records, context.getProperty(MAX_BATCH_DURATION).asDuration())
                : new BatchLimits(bytes, records, LONGEST, PER_SHARD, Math.min(bytes, ENOUGH));
    }
}
