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
import org.apache.nifi.components.DescribedValue;

/** How the records of a batch become FlowFiles; the names are those of NiFi's ConsumeKinesis. */
public enum ProcessingStrategy implements DescribedValue {
    FLOW_FILE(
            "FlowFile per Record",
            "One FlowFile for each record, without a line feed at its end. A batch, which is what one session commits, has"
                    + " 1,000 records at most, whatever Max Batch Records says.",
            1_000),
    LINE_DELIMITED(
            "Line Delimited", "One FlowFile for each batch, each record on a line of its own.", Integer.MAX_VALUE),
    RECORD(
            "Record",
            "One FlowFile for each batch: Record Reader reads each payload by itself, Record Writer writes what it finds. A"
                    + " new FlowFile begins where the schema changes. A batch has 10,000 records at most, whatever Max Batch"
                    + " Records says.",
            10_000),
    DEMARCATOR(
            "Demarcator",
            "One FlowFile for each batch: the payloads as they are, whatever they are, with Message Demarcator between them."
                    + " They carry no metadata, so PutSnowflake does not load them.",
            Integer.MAX_VALUE);

    private final String displayName;
    private final String description;
    private final int maxRecords;

    /** @param maxRecords of a batch: each may become a FlowFile, and NiFi has those of one session in its heap */
    ProcessingStrategy(final String displayName, final String description, final int maxRecords) {
        this.displayName = displayName;
        this.description = description;
        this.maxRecords = maxRecords;
    }

    /** The limits, with no more records than this strategy allows. */
    BatchLimits bounded(final BatchLimits limits) {
        return new BatchLimits(
                limits.maxBytes(),
                Math.min(limits.maxRecords(), maxRecords),
                limits.maxDuration(),
                limits.durationPerShard(),
                limits.enoughBytes());
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
