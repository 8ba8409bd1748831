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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NiFi's own connection pools, in a class loader of their own as in NiFi, with the driver from its class path. */
@Tag("long")
class ForeignPoolIT {

    private static final Path NAR = Path.of("target", "nars", "nifi-dbcp-service-nar.nar");
    private static final String DRIVER = "net.snowflake.client.api.driver.SnowflakeDriver";

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    private static Path jars;

    private static URLClassLoader nar;

    @BeforeAll
    static void open() throws IOException {
        final List<URL> urls = new ArrayList<>();
        try (ZipFile archive = new ZipFile(NAR.toFile())) {
            for (final ZipEntry entry : archive.stream()
                    .filter(entry -> entry.getName().endsWith(".jar"))
                    .toList()) {
                final Path jar = jars.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream content = archive.getInputStream(entry)) {
                    Files.copy(content, jar);
                }
                urls.add(jar.toUri().toURL());
            }
        }
        nar = new URLClassLoader(urls.toArray(URL[]::new), ForeignPoolIT.class.getClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        nar.close();
    }

    /** Which pool, and its names for what it needs. */
    private enum Pool {
        DBCP(
                "org.apache.nifi.dbcp.DBCPConnectionPool",
                "Database Connection URL",
                "Database Driver Class Name",
                "Database User",
                "Password",
                "Max Wait Time"),
        HIKARI(
                "org.apache.nifi.dbcp.HikariCPConnectionPool",
                "hikaricp-connection-url",
                "hikaricp-driver-classname",
                "hikaricp-username",
                "hikaricp-password",
                "hikaricp-max-wait-time");

        private final String type;
        private final String url;
        private final String driver;
        private final String user;
        private final String password;
        private final String wait;

        Pool(
                final String type,
                final String url,
                final String driver,
                final String user,
                final String password,
                final String wait) {
            this.type = type;
            this.url = url;
            this.driver = driver;
            this.user = user;
            this.password = password;
            this.wait = wait;
        }
    }

    /** PutSnowflake on such a pool, which is not enabled yet. */
    private static TestRunner runner(final String table, final Pool kind) throws Exception {
        final ControllerService pool = (ControllerService)
                Class.forName(kind.type, true, nar).getDeclaredConstructor().newInstance();
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.setProperty(pool, kind.url, snowflake.jdbcUrl());
        runner.setProperty(pool, kind.driver, DRIVER);
        runner.setProperty(pool, kind.user, "NIFI");
        runner.setProperty(pool, kind.password, SnowflakeForTests.PASSWORD);
        runner.setProperty(pool, kind.wait, "15 secs");
        // as docs/snowflake-access.md has it
        Map.of(
                        "loginTimeout", "10",
                        "networkTimeout", "90000",
                        "maxHttpRetries", "2",
                        "disablePlatformDetection", "true",
                        "db", "DEMO_DB",
                        "schema", "PUBLIC")
                .forEach((name, value) -> runner.setProperty(pool, name, value));
        return runner;
    }

    private static ControllerService pool(final TestRunner runner) {
        return runner.getControllerService("pool");
    }

    /** DBCPConnectionPool switches autocommit on whenever a connection comes back on which it is off. */
    @ParameterizedTest
    @CsvSource({"DBCP, true", "DBCP, false", "HIKARI, true", "HIKARI, false"})
    void loadsEachRecordOnceWhateverThePoolDoesWithAutocommit(final Pool kind, final boolean autocommit)
            throws Exception {
        final String table = kind + "_" + (autocommit ? "ON" : "OFF");
        final TestRunner runner = runner(table, kind);
        runner.setProperty(pool(runner), "AUTOCOMMIT", Boolean.toString(autocommit));
        runner.enableControllerService(pool(runner));
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, false, false);
        snowflake.control("{\"addHook\":{\"table\":\"%s\",\"action\":\"DROP\",\"times\":1}}".formatted(table));
        runner.enqueue(Records.records(1, 20, 29));
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            runner.run(1, false, false);
            return runner.isQueueEmpty();
        });
        runner.enqueue(Records.records(1, 0, 39));
        runner.run(1, true, false);

        runner.assertQueueEmpty();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 4);
        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT ID) FROM " + table))
                .containsExactly("40|40");
        assertThat(runner.getCounterValue("Fast Transactions")).isPositive();
        assertThat(snowflake.control("{}")).contains("\"transactions\":[]");
    }

    @ParameterizedTest
    @CsvSource({"DBCP", "HIKARI"})
    void aRefusedLoginIsSaidWithSnowflakesCodeAndWithoutTheSecret(final Pool kind) throws Exception {
        final TestRunner runner = runner("REFUSED", kind);
        runner.setProperty(pool(runner), kind.password, "wrong battery");
        runner.enableControllerService(pool(runner));
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, true, true);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .anySatisfy(message -> assertThat(message).contains("390100"))
                .noneSatisfy(message -> assertThat(message).contains("battery"));
        assertThat(SnowflakeForTests.failed(runner.verify(Map.of())))
                .anySatisfy(result -> assertThat(result).contains("390100"));
    }

    /** So it is in a NiFi whose pool is not told where the driver's jar lies. */
    @Test
    void aDriverThatThePoolDoesNotFindIsSaidByThePool() throws Exception {
        final TestRunner runner = runner("NO_DRIVER", Pool.DBCP);
        runner.setProperty(pool(runner), Pool.DBCP.driver, "net.snowflake.client.jdbc.NoSuchDriver");
        assertThat(runner.verify(pool(runner), Map.of()).toString()).contains("NoSuchDriver");
    }

    @Test
    void theDatabaseThatNeitherPoolNorProcessorNamesIsAskedFor() throws Exception {
        final TestRunner runner = runner("NO_DATABASE", Pool.DBCP);
        runner.removeProperty(pool(runner), "db");
        runner.removeProperty(pool(runner), "schema");
        runner.enableControllerService(pool(runner));
        assertThat(SnowflakeForTests.failed(runner.verify(Map.of())))
                .anySatisfy(result -> assertThat(result).contains("'Database Name'"));
        runner.setProperty(SinkProperties.DATABASE_NAME, "DEMO_DB");
        runner.setProperty(SinkProperties.SCHEMA_NAME, "PUBLIC");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }
}
