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

/** What is written for a record; the names are those of NiFi's ConsumeKinesis. */
public enum OutputStrategy implements DescribedValue {
    USE_VALUE(
            "Use Content as Value",
            "The payload alone. It need not be JSON. Records do not carry their identity, so PutSnowflake does not load"
                    + " them."),
    USE_WRAPPER(
            "Use Wrapper",
            "A JSON object, or a record, of two fields: Metadata Field, and the payload as \"value\", which may be any JSON"
                    + " value. PutSnowflake loads each once, with the payload in one column."),
    INJECT_METADATA(
            "Inject Metadata",
            "The payload, which has to be a JSON object or a record, with Metadata Field as its first field. PutSnowflake"
                    + " loads each once.");

    private final String displayName;
    private final String description;

    OutputStrategy(final String displayName, final String description) {
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
