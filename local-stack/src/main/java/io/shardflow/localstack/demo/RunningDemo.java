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

import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A file that tells a second terminal how to reach the demo that runs in the first one. It is there while the demo runs.
 */
final class RunningDemo {

    private static final String SNOWFLAKE = "snowflake";

    private final Path file;

    RunningDemo(final Path file) {
        this.file = file;
    }

    /** Says how to reach the demo; the file goes with this JVM. */
    void announce(final URI snowflake) throws IOException {
        final Properties properties = new Properties();
        properties.setProperty(SNOWFLAKE, snowflake.toString());
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "How to reach the demo that is running; gone when it ends");
        }
        file.toFile().deleteOnExit();
    }

    /** Connects to the demo that runs, as the user that looks at the table. */
    Connection connect() throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw new SQLException("no demo is running; start ./demo in another terminal first");
        }
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return LocalAccount.connect(URI.create(properties.getProperty(SNOWFLAKE)));
    }
}
