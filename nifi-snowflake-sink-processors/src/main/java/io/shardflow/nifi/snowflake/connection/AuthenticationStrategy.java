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
package io.shardflow.nifi.snowflake.connection;

import org.apache.nifi.components.DescribedValue;

/** How a pool logs in. */
public enum AuthenticationStrategy implements DescribedValue {
    KEY_PAIR("Key Pair", "Private key of a key pair whose public half is set on the Snowflake user (RSA_PUBLIC_KEY)."),
    PRIVATE_KEY_SERVICE(
            "Private Key Service",
            "The same with a key that a controller service of NiFi reads, for example StandardPrivateKeyService from a file."),
    PASSWORD("Password", "Password of the Snowflake user; Snowflake refuses it for users that must use MFA."),
    OAUTH(
            "OAuth",
            "Access token of an OAuth server, which a controller service of NiFi fetches and renews; needs a security integration in"
                    + " Snowflake."),
    PROGRAMMATIC_ACCESS_TOKEN(
            "Programmatic Access Token",
            "Token that ALTER USER … ADD PROGRAMMATIC ACCESS TOKEN has made; Snowflake wants a network policy for its user."),
    SESSION_TOKEN_FILE(
            "Session Token File",
            "Token that Snowflake itself keeps fresh in a file, for a NiFi that runs in Snowpark Container Services.");

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
