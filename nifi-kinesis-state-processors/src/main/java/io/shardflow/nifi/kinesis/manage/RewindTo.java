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

import org.apache.nifi.components.DescribedValue;

/** Where the next start reads from. */
enum RewindTo implements DescribedValue {
    LEDGER("Ledger", """
            Every shard from safely before what the sink has committed: brings back FlowFiles that were lost with a node's \
            disk. A shard of which the sink has nothing is read from where the application began."""),
    SEQUENCE_NUMBER("Sequence Number", """
            One shard, which still has records to be read, from a record that it has read already."""),
    TIMESTAMP("Timestamp", """
            The application from the first record that arrived at a time or later. Records between the checkpoints and a \
            later time are skipped."""),
    TRIM_HORIZON("Trim Horizon", """
            The application from the oldest records that the stream still holds."""),
    LATEST("Latest", """
            The application from what arrives from now on. Records that have arrived and are not read yet are skipped.""");

    private final String displayName;
    private final String description;

    RewindTo(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /** Whether the leases of the whole application are made anew, whatever they say now. */
    boolean isOfApplication() {
        return this == TIMESTAMP || this == TRIM_HORIZON || this == LATEST;
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
