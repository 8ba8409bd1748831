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

/** Where metrics of the consumer go, beside NiFi's own counters. */
public enum MetricsPublishing implements DescribedValue {
    DISABLED("Disabled", "No metrics leave NiFi."),
    CLOUDWATCH(
            "CloudWatch",
            "The client library's metrics and the lag of each shard, in the namespace of the application's name.");

    private final String displayName;
    private final String description;

    MetricsPublishing(final String displayName, final String description) {
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
