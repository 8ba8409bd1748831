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

import java.time.Duration;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;

/**
 * When the FlowFiles of a table become a transaction, and how many of them.
 *
 * @param age how long one waits at most; zero: none waits
 * @param flowFiles at which none waits, and the most that are taken
 * @param bytes at which none waits; more are taken for a single FlowFile only
 * @param records at which none waits; more are taken for a single FlowFile only
 */
public record BatchLimits(Duration age, int flowFiles, long bytes, long records) {

    /** Whether so much is a whole transaction, so that nothing is gained by waiting for more. */
    public boolean areReached(final int someFlowFiles, final long someBytes, final long someRecords) {
        return someFlowFiles >= flowFiles || someBytes >= bytes || someRecords >= records;
    }

    static BatchLimits of(final PropertyContext context) {
        return new BatchLimits(
                context.getProperty(BatchProperties.MAXIMUM_AGE).asDuration(),
                context.getProperty(BatchProperties.MAXIMUM_FLOWFILES).asInteger(),
                context.getProperty(BatchProperties.MAXIMUM_BYTES)
                        .asDataSize(DataUnit.B)
                        .longValue(),
                context.getProperty(BatchProperties.MAXIMUM_RECORDS).asLong());
    }
}
