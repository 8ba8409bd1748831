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

import org.apache.nifi.components.DescribedValue;

/** Who else adds rows of the same streams to the target. */
public enum OtherWriters implements DescribedValue {
    NONE("None", """
            Nobody but PutSnowflake, on any number of nodes and in any number of flows. A batch above all that was loaded is \
            copied straight into the table."""),
    PRESENT("Present", """
            Something that does not know PutSnowflake's ledger, such as a backfill or another connector that runs in parallel. \
            Every batch first looks for its records in the table, which takes about twice the statements.""");

    private final String displayName;
    private final String description;

    OtherWriters(final String displayName, final String description) {
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
