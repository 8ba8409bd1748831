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

/** What to do when the target table does not exist. */
public enum TableCreation implements DescribedValue {
    CREATE("Create with Typed Columns", """
            Create it from the first FlowFiles: the metadata column and one column for each top-level field that has a value, of \
            the type that its values need. The role needs CREATE TABLE on the schema, which the ledger needs anyway."""),
    CREATE_RECORD("Create with One RECORD Column", """
            Create it with the metadata column and one VARIANT column RECORD, which gets each record as a whole. Also of a table \
            that exists only these two columns are filled."""),
    REFUSE("Refuse", "Leave FlowFiles in the queue until somebody creates the table.");

    private final String displayName;
    private final String description;

    TableCreation(final String displayName, final String description) {
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
