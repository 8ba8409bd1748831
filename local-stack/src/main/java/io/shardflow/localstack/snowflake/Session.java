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
package io.shardflow.localstack.snowflake;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * One Snowflake session on one H2 connection. Its statements run one at a time under {@link #lock()}; heartbeats, cancels and aborts of its transaction
 * come from other threads.
 */
final class Session implements AutoCloseable {
    private final long id;
    private final StandIn standIn;
    private final String user;
    private final Connection h2;
    private final Map<String, Object> parameters = new TreeMap<>();
    private final Map<ObjectName, TableDef> temporaryTables = new ConcurrentHashMap<>();
    private final Map<ObjectName, Path> temporaryStages = new ConcurrentHashMap<>();
    private final RequestMemory requests = new RequestMemory();
    private final Map<String, RunningStatement> running = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final long openedNanos = System.nanoTime();
    private volatile Instant lastActivity = Instant.now();
    private volatile String lastQueryId = "";
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
    }

    long id() {
        return id;
    }

    StandIn standIn() {
        return standIn;
    }

    String user() {
        return user;
    }

    String account() {
        return standIn.config().account();
    }

    Connection h2() {
        return h2;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    String parameter(final String name, final String otherwise) {
        final Object value = parameters.get(name);
        return value == null ? otherwise : value.toString();
    }

    boolean autocommit() {
        return !parameter("AUTOCOMMIT", "true").equalsIgnoreCase("false");
    }

    RequestMemory requests() {
        return requests;
    }

    Map<String, RunningStatement> running() {
        return running;
    }

    ReentrantLock lock() {
        return lock;
    }

    long openedNanos() {
        return openedNanos;
    }

    Instant lastActivity() {
        return running.isEmpty() ? lastActivity : Instant.now();
    }

    void active() {
        lastActivity = Instant.now();
    }

    String lastQueryId() {
        return lastQueryId;
    }

    void lastQueryId(final String queryId) {
        lastQueryId = queryId;
    }

    String database() {
        return database;
    }

    String schema() {
        return schema;
    }

    void use(final String newDatabase, final String newSchema) {
        database = newDatabase;
        schema = newSchema;
    }

    String warehouse() {
        return warehouse;
    }

    void warehouse(final String name) {
        warehouse = name;
    }

    String role() {
        return role;
    }

    void role(final String name) {
        role = name;
    }

    Transaction transaction() {
        return transaction;
    }

    void transaction(final Transaction now) {
        transaction = now;
    }

    Map<ObjectName, TableDef> temporaryTables() {
        return temporaryTables;
    }

    Map<ObjectName, Path> temporaryStages() {
        return temporaryStages;
    }

    ObjectName resolve(final List<String> parts) {
        return ObjectName.resolve(parts, database, schema);
    }

    /** The table of that name, a temporary one before a permanent one; null when there is none. */
    TableDef find(final ObjectName name) {
        final TableDef temporary = temporaryTables.get(name);
        return temporary != null ? temporary : standIn.catalog().table(name);
    }

    TableDef table(final List<String> parts) {
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

    /** What a query of this session reads in place of a table: the table, or the table without the commits that it must not see yet. */
    String readable(final TableDef table) {
        final List<Long> hidden =
                table.temporary() ? List.of() : standIn.transactions().hiddenFrom(this);
        return hidden.isEmpty()
                ? table.physical()
                : History.before(table, hidden.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    /** SYSTEM$ABORT_TRANSACTION. */
    String abortTransaction(final String text) {
        final Transaction victim = standIn.transactions().open(Long.parseLong(text));
        if (victim == null || !victim.session().user().equalsIgnoreCase(user)) {
            throw new SnowflakeError("000635", "57014", "Transaction " + text + " is not running or not yours.");
        }
        victim.session().abortOwn(victim);
        return "Aborted transaction id " + text;
    }

    /** Rolls back this session's transaction from any thread; does nothing when another one has taken its place. */
    void abortOwn(final Transaction victim) {
        running.values().forEach(RunningStatement::cancel);
        lock.lock();
        try {
            if (transaction == victim) {
                transaction = null;
                standIn.transactions().rollback(victim);
            }
        } catch (SQLException e) {
            throw Errors.of(e);
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        return closed;
    }

    /** Rolls back and drops what was temporary. */
    @Override
    public void close() {
        running.values().forEach(RunningStatement::cancel);
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
            requests.clear();
            lock.unlock();
        }
    }
}
