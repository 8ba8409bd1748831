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

/** Where the AWS credentials come from. */
public enum AuthenticationStrategy implements DescribedValue {
    DEFAULT_CREDENTIALS(
            "Default Credentials Chain",
            "The SDK's default chain: system properties, environment, profile files, container and instance roles."),
    ACCESS_KEY("Access Key", "An access key id and its secret."),
    CREDENTIALS_PROVIDER_SERVICE(
            "AWS Credentials Provider Service",
            "A controller service that NiFi's other processors for AWS can use too: an assumed role, a profile, a file.");

    private final String displayName;
    private final String description;

    AuthenticationStrategy(final String displayName, final String description) {
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
