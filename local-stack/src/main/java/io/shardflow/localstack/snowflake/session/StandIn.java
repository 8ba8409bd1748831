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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.access.AccessControl;
import io.shardflow.localstack.snowflake.catalog.Catalog;
import io.shardflow.localstack.snowflake.catalog.Garbage;
import io.shardflow.localstack.snowflake.catalog.Policies;
import io.shardflow.localstack.snowflake.error.Errors;
import io.shardflow.localstack.snowflake.scan.ScanCounter;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.localstack.snowflake.stage.Loads;
import io.shardflow.localstack.snowflake.stage.Stages;
import io.shardflow.localstack.snowflake.transaction.Hooks;
import io.shardflow.localstack.snowflake.transaction.Switches;
import io.shardflow.localstack.snowflake.transaction.Transactions;
import io.shardflow.localstack.snowflake.value.SqlFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** What all sessions share: the H2 database, catalog, transactions, stages, hooks. */
public final class StandIn implements AutoCloseable {
    private static final int H2_LOCK_TIMEOUT_MILLIS = 60_000;

    private final StandInConfig config;
    private final String h2Url;
    private final Connection keeper;
    private final Catalog catalog;
    private final Switches switches;
    private final Transactions transactions;
    private final Stages stages;
    private final Loads loads;
    private final Garbage garbage = new Garbage(H2_LOCK_TIMEOUT_MILLIS);
    private final Hooks hooks = new Hooks();
    private final Policies policies = new Policies();
    private final ScanCounter scans = new ScanCounter();
    private final QueryHistory history = new QueryHistory();
    private final ReentrantLock ddl = new ReentrantLock();
    private final Path spoolFolder;
    private final Sessions sessions;
    private final AccessControl access;

    public StandIn(final StandInConfig config) throws IOException, SQLException {
        this.config = config;
        final Path folder = config.dataFolder().toAbsolutePath();
        spoolFolder = Files.createDirectories(folder.resolve("answers"));
        Stages.deleteContent(spoolFolder);
        h2Url = "jdbc:h2:" + (config.inMemory() ? "mem:" + UUID.randomUUID() : onDisk(folder.resolve("h2")))
                + ";DB_CLOSE_ON_EXIT=FALSE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=" + H2_LOCK_TIMEOUT_MILLIS;
        keeper = connect();
        SqlFunctions.register(keeper);
        keeper.commit();
        catalog = new Catalog(keeper);
        catalog.addSchema(keeper, config.database(), "PUBLIC");
        catalog.addSchema(keeper, config.database(), config.schema());
        keeper.commit();
        switches = new Switches(config.abandonedAfter());
        transactions = new Transactions(switches);
        stages = new Stages(folder.resolve("stages"));
        loads = new Loads(keeper);
        sessions = new Sessions(this);
        access = new AccessControl(config);
    }

    /** WRITE_DELAY=0: what was committed is in the file before the client learns of it, so it survives kill -9. */
    private static String onDisk(final Path folder) throws IOException {
        return "file:" + Files.createDirectories(folder).resolve("snowflake") + ";WRITE_DELAY=0;CACHE_SIZE=131072";
    }

    Connection connect() throws SQLException {
        final Connection connection = DriverManager.getConnection(h2Url, new Properties());
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    public StandInConfig config() {
        return config;
    }

    public Catalog catalog() {
        return catalog;
    }

    public Switches switches() {
        return switches;
    }

    public Transactions transactions() {
        return transactions;
    }

    public Stages stages() {
        return stages;
    }

    public Loads loads() {
        return loads;
    }

    public Garbage garbage() {
        return garbage;
    }

    public Hooks hooks() {
        return hooks;
    }

    public Policies policies() {
        return policies;
    }

    public ScanCounter scans() {
        return scans;
    }

    public Sessions sessions() {
        return sessions;
    }

    public AccessControl access() {
        return access;
    }

    /** What was asked lately. */
    public QueryHistory history() {
        return history;
    }

    /** Held while tables are made, replaced or dropped. */
    public ReentrantLock ddl() {
        return ddl;
    }

    public Path spoolFolder() {
        return spoolFolder;
    }

    @Override
    public void close() {
        hooks.releaseAll();
        sessions.closeAll();
        try {
            keeper.close();
        } catch (SQLException e) {
            throw Errors.of(e);
        }
    }
}
