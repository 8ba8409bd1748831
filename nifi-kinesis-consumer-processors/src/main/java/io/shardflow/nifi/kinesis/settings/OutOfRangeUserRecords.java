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

/** What becomes of user records in an aggregated record that lie outside the hash range of the shard it came into. */
public enum OutOfRangeUserRecords implements DescribedValue {
    DROP_RESENT(
            "Drop Re-sent",
            "Those of the Kinesis Producer Library are left out, because it puts them again; those of other aggregators,"
                    + " which do not, are delivered."),
    KEEP("Keep", "All are delivered. After a reshard some records of the Kinesis Producer Library then arrive twice.");

    private final String displayName;
    private final String description;

    OutOfRangeUserRecords(final String displayName, final String description) {
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
