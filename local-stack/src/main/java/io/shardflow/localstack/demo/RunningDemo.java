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
package io.shardflow.localstack.demo;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A file that tells a second terminal how to reach the demo that runs in the first one. It is there while the demo runs.
 */
public final class RunningDemo {

    private static final String SNOWFLAKE = "snowflake";
    private static final String DYNAMODB = "dynamodb";
    private static final String NIFI = "nifi";
    private static final String GROUP = "group";

    private final Path file;

    public RunningDemo(final Path file) {
        this.file = file;
    }

    /**
     * Where everything is.
     *
     * @param group id of the connector's process group
     */
    public record Addresses(URI snowflake, URI dynamoDb, URI nifi, String group) {

        public static Addresses of(final LocalStack stack, final Connector connector) {
            return new Addresses(
                    stack.endpoint(Part.SNOWFLAKE),
                    stack.endpoint(Part.DYNAMODB),
                    stack.endpoint(Part.NIFI),
                    connector.groupId());
        }
    }

    /** Says how to reach the demo; the file goes with this JVM. */
    public void announce(final Addresses addresses) throws IOException {
        final Properties properties = new Properties();
        properties.setProperty(SNOWFLAKE, addresses.snowflake().toString());
        properties.setProperty(DYNAMODB, addresses.dynamoDb().toString());
        properties.setProperty(NIFI, addresses.nifi().toString());
        properties.setProperty(GROUP, addresses.group());
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "How to reach the demo that is running; gone when it ends");
        }
        file.toFile().deleteOnExit();
    }

    /** @throws SQLException if no demo runs */
    Addresses find() throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw new SQLException("no demo is running; start ./demo in another terminal first");
        }
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new Addresses(
                URI.create(properties.getProperty(SNOWFLAKE)),
                URI.create(properties.getProperty(DYNAMODB)),
                URI.create(properties.getProperty(NIFI)),
                properties.getProperty(GROUP));
    }
}
