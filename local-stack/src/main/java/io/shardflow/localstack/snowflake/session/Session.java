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

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.Errors;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.stage.StageUser;
import io.shardflow.localstack.snowflake.stage.Stages;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.transaction.TransactionOwner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One Snowflake session on one H2 connection. Its statements run one at a time under {@link #lock()}; heartbeats, cancels and aborts of its transaction
 * come from other threads.
 */
public final class Session implements TransactionOwner, StageUser, AutoCloseable {
    private final long id;
    private final StandIn standIn;
    private final String user;
    private final Connection h2;
    private final SessionParameters parameters = new SessionParameters();
    private final Map<ObjectName, TableDef> temporaryTables = new ConcurrentHashMap<>();
    private final Map<ObjectName, Path> temporaryStages = new ConcurrentHashMap<>();
    private final SessionStatements statements;
    private final ReentrantLock lock = new ReentrantLock();
    private final long openedNanos = System.nanoTime();
    private volatile Transaction transaction;
    private volatile boolean closed;
    private String database;
    private String schema;
    private String warehouse;
    private String role;

    Session(final long id, final StandIn standIn, final String user, final Connection h2) {
        this.id = id;
        this.standIn = standIn;
        this.user = user;
        this.h2 = h2;
        this.statements = new SessionStatements(standIn.switches()::now);
    }

    @Override
    public long id() {
        return id;
    }

    public StandIn standIn() {
        return standIn;
    }

    @Override
    public String user() {
        return user;
    }

    public String account() {
        return standIn.config().account();
    }

    @Override
    public Connection h2() {
        return h2;
    }

    public SessionParameters parameters() {
        return parameters;
    }

    public SessionStatements statements() {
        return statements;
    }

    public ReentrantLock lock() {
        return lock;
    }

    @Override
    public long openedNanos() {
        return openedNanos;
    }

    @Override
    public Instant lastActivity() {
        return statements.lastActivity();
    }

    @Override
    public String lastQueryId() {
        return statements.lastQueryId();
    }

    public String database() {
        return database;
    }

    public String schema() {
        return schema;
    }

    public void use(final String newDatabase, final String newSchema) {
        database = newDatabase;
        schema = newSchema;
    }

    public String warehouse() {
        return warehouse;
    }

    public void warehouse(final String name) {
        warehouse = name;
    }

    public String role() {
        return role;
    }

    public void role(final String name) {
        role = name;
    }

    /** Whether its role sees and ends what other users do. */
    public boolean administers() {
        return "ACCOUNTADMIN".equals(role);
    }

    public Transaction transaction() {
        return transaction;
    }

    public void transaction(final Transaction now) {
        transaction = now;
    }

    public Map<ObjectName, TableDef> temporaryTables() {
        return temporaryTables;
    }

    @Override
    public Map<ObjectName, Path> temporaryStages() {
        return temporaryStages;
    }

    @Override
    public ObjectName resolve(final List<String> parts) {
        return ObjectName.resolve(parts, database, schema);
    }

    /** The table of that name, a temporary one before a permanent one; null when there is none. */
    public TableDef find(final ObjectName name) {
        final TableDef temporary = temporaryTables.get(name);
        return temporary != null ? temporary : standIn.catalog().table(name);
    }

    @Override
    public TableDef table(final List<String> parts) {
        final ObjectName name = resolve(parts);
        final TableDef table = find(name);
        if (table == null) {
            if (!standIn.catalog().hasSchema(name.database(), name.schema())) {
                throw SnowflakeError.missing("Schema", name.database() + "." + name.schema());
            }
            throw SnowflakeError.missing("Object", String.join(".", parts));
        }
        return table;
    }

    /** SYSTEM$ABORT_TRANSACTION. */
    public String abortTransaction(final String text) {
        final Transaction victim = standIn.transactions().open(Long.parseLong(text));
        if (victim == null || !administers() && !victim.session().user().equalsIgnoreCase(user)) {
            throw new SnowflakeError("000635", "57014", "Transaction " + text + " is not running or not yours.");
        }
        victim.session().abortOwn(victim);
        return "Aborted transaction id " + text;
    }

    /** Rolls back this session's transaction from any thread; does nothing when another one has taken its place. */
    @Override
    public void abortOwn(final Transaction victim) {
        statements.cancel();
        lock.lock();
        try {
            if (transaction == victim) {
                transaction = null;
                statements.aborted();
                standIn.transactions().rollback(victim);
            }
        } catch (SQLException e) {
            throw Errors.of(e);
        } finally {
            lock.unlock();
        }
    }

    public boolean closed() {
        return closed;
    }

    /** Rolls back and drops what was temporary. */
    @Override
    public void close() {
        statements.cancel();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            final Transaction open = transaction;
            transaction = null;
            if (open != null) {
                standIn.transactions().rollback(open);
            }
            temporaryStages.values().forEach(Stages::delete);
            for (final TableDef table : temporaryTables.values()) {
                standIn.garbage().drop(h2, table);
            }
            h2.close();
        } catch (SQLException e) {
            throw Errors.of(e);
        } finally {
            statements.forget();
            lock.unlock();
        }
    }
}
