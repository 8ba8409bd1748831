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

import java.net.URI;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;

/**
 * What becomes of the metrics.
 *
 * @param endpoint of CloudWatch; empty for that of the region
 */
public record MetricsSettings(MetricsPublishing publishing, Optional<URI> endpoint) {

    public static final PropertyDescriptor PUBLISHING = new PropertyDescriptor.Builder()
            .name("Metrics Publishing")
            .description("""
                    Whether metrics are sent to Amazon CloudWatch, with the same credentials, which must be allowed \
                    cloudwatch:PutMetricData: among them MillisBehindLatest of the client library, and Lag, which also grows \
                    while a queue behind this processor is full. AWS charges for each metric and each call: there are about \
                    seven metrics for each shard and thirty others, and a call every 30 seconds for every 20 of them. A CloudWatch \
                    that refuses or cannot be reached does not hold up reading.""")
            .required(true)
            .allowableValues(MetricsPublishing.class)
            .defaultValue(MetricsPublishing.DISABLED)
            .build();

    public static final PropertyDescriptor CLOUDWATCH_ENDPOINT = new PropertyDescriptor.Builder()
            .name("CloudWatch Endpoint Override URL")
            .description("Address of CloudWatch; empty for that of the region.")
            .addValidator(PropertyFormats.OPTIONAL_ENDPOINT)
            .dependsOn(PUBLISHING, MetricsPublishing.CLOUDWATCH)
            .build();

    public static final MetricsSettings NONE = new MetricsSettings(MetricsPublishing.DISABLED, Optional.empty());

    /** Reads valid properties. */
    static MetricsSettings of(final PropertyContext context) {
        return switch (context.getProperty(PUBLISHING).asAllowableValue(MetricsPublishing.class)) {
            case DISABLED -> NONE;
            case CLOUDWATCH ->
                new MetricsSettings(
                        MetricsPublishing.CLOUDWATCH,
                        ConsumerSettings.text(context, CLOUDWATCH_ENDPOINT).map(URI::create));
        };
    }

    public boolean areSent() {
        return publishing == MetricsPublishing.CLOUDWATCH;
    }
}
