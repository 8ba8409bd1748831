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

import java.util.Properties;

/**
 * Connection properties of the driver that every connection of the pool gets. Names with underscores in capitals become
 * session parameters; numbers of design and reference were measured with driver 4.4.1.
 */
final class DriverSettings {

    /** In Snowflake's QUERY_HISTORY, of whatever the pool's sessions do; with the borrower behind it where that is known. */
    static final String QUERY_TAG = "shardflow";

    private DriverSettings() {}

    static Properties bounded() {
        final Properties settings = new Properties();
        settings.setProperty("AUTOCOMMIT", "false");
        // Arrow needs a JVM flag that NiFi does not set.
        settings.setProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
        settings.setProperty("LOCK_TIMEOUT", "10");
        settings.setProperty("TIMEZONE", "UTC");
        settings.setProperty("QUERY_TAG", QUERY_TAG);
        settings.setProperty("CLIENT_SESSION_KEEP_ALIVE", "true");
        settings.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
        // Large array binds would create a stage, which is DDL, in the middle of a transaction.
        settings.setProperty("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "0");
        // Otherwise the first login asks the metadata addresses of three clouds.
        settings.setProperty("disablePlatformDetection", "true");
        // Seconds; the default of 300 also blocks close() when the server is gone.
        settings.setProperty("loginTimeout", "10");
        settings.setProperty("maxHttpRetries", "2");
        // Milliseconds. Snowflake answers a running query every 45 s, so a silent minute is a dead connection.
        settings.setProperty("HTTP_CLIENT_CONNECTION_TIMEOUT", "10000");
        settings.setProperty("HTTP_CLIENT_SOCKET_TIMEOUT", "60000");
        settings.setProperty("networkTimeout", "90000");
        return settings;
    }
}
