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

import org.apache.nifi.components.DescribedValue;

/** How records are read from the stream. */
public enum ConsumerType implements DescribedValue {
    SHARED_THROUGHPUT(
            "Shared Throughput", "Polling by GetRecords, which shares 2 MB/s per shard with other consumers."),
    ENHANCED_FAN_OUT(
            "Enhanced Fan-Out",
            "Kinesis pushes records over HTTP/2 to a consumer that is registered with the stream under the Application Name,"
                    + " with 2 MB/s per shard of its own. AWS charges for each shard and hour, and for each GB.");

    private final String displayName;
    private final String description;

    ConsumerType(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
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
