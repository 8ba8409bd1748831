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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.PutSnowflake;
import io.shardflow.nifi.snowflake.SnowflakeConnectionPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** A Snowflake stand-in, and PutSnowflake, which keeps a ledger there. */
final class SinkFixture implements AutoCloseable {

    private final SnowflakeStandIn snowflake;
    private final Map<SnowflakeConnectionPool, TestRunner> pools = new HashMap<>();

    SinkFixture(final Path folder) {
        snowflake = SnowflakeStandIn.start(StandInConfig.of(folder));
    }

    /** Loads the FlowFiles in this order. */
    void load(final String table, final List<MockFlowFile> flowFiles) throws InitializationException {
        final TestRunner sink = sink(table);
        for (final MockFlowFile flowFile : flowFiles) {
            sink.enqueue(flowFile.toByteArray());
            sink.run(
                    1,
                    false,
                    sink.getFlowFilesForRelationship(PutSnowflake.SUCCESS).isEmpty());
        }
        sink.run(1, true, false);
        sink.assertQueueEmpty();
        sink.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles.size());
    }

    /** PutSnowflake, not yet run. */
    TestRunner sink(final String table) throws InitializationException {
        final TestRunner sink = TestRunners.newTestRunner(PutSnowflake.class);
        pool(sink);
        sink.setProperty("Table Name", table);
        sink.setProperty("Maximum Batch Age", "0 sec");
        return sink;
    }

    /** Gives a manager the table's ledger. */
    void connect(final TestRunner manager, final String table) throws InitializationException {
        pool(manager);
        manager.setProperty(ManageProperties.TABLE_NAME, table);
    }

    private void pool(final TestRunner runner) throws InitializationException {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        runner.addControllerService("pool", pool);
        runner.setProperty(pool, "Account URL", "http://127.0.0.1:" + snowflake.port() + "/?account=LOCAL");
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", "nifi");
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
        runner.enableControllerService(pool);
        pools.put(pool, runner);
        runner.setProperty("Connection Pool", "pool");
    }

    /** The numbers in the table, in order, doubles included. */
    List<Integer> numbers(final String table) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT N::NUMBER FROM DEMO_DB.PUBLIC." + table)) {
            final List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers.stream().sorted().toList();
        }
    }

    void execute(final String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connection() throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", "NIFI");
        properties.setProperty("password", "nifi");
        properties.setProperty("maxHttpRetries", "1");
        return DriverManager.getConnection(snowflake.url(), properties);
    }

    @Override
    public void close() {
        pools.forEach((pool, runner) -> runner.disableControllerService(pool));
        snowflake.close();
    }
}
