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
package io.shardflow.localstack.snowflake.catalog;

import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which databases, schemas and permanent tables there are. Kept in memory, written through to H2, so that names, creation times and Snowflake's types
 * survive a restart. A table is visible to others only once it is registered here, whatever H2 shows. Safe for use by several threads; changes are
 * made by one thread at a time (whoever runs DDL holds one lock for all of it).
 */
public final class Catalog {
    /** Of tables that were dropped and may be had again; Snowflake goes by their retention time. */
    private static final int MOST_DROPPED = 20;

    private final Map<ObjectName, TableDef> tables = new ConcurrentHashMap<>();
    private final Map<Long, TableDef> byId = new ConcurrentHashMap<>();
    private final Set<List<String>> schemas = ConcurrentHashMap.newKeySet();
    private final Deque<TableDef> dropped = new ConcurrentLinkedDeque<>();
    private final AtomicLong lastId = new AtomicLong();

    /** Reads what an earlier run left; drops physical tables that no name points to. */
    public Catalog(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS SF_TABLES(ID BIGINT PRIMARY KEY, DB VARCHAR, SCH VARCHAR, NAME VARCHAR, KIND VARCHAR,"
                            + " CREATED TIMESTAMP(9) WITH TIME ZONE)");
            statement.execute("ALTER TABLE SF_TABLES ADD COLUMN IF NOT EXISTS RETENTION INTEGER DEFAULT 1 NOT NULL");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS SF_COLUMNS(ID BIGINT, POS INTEGER, NAME VARCHAR, TYPE VARCHAR, NOTNULL BOOLEAN, DEF VARCHAR)");
            statement.execute("CREATE TABLE IF NOT EXISTS SF_SCHEMAS(DB VARCHAR, SCH VARCHAR)");
            try (ResultSet rows = statement.executeQuery("SELECT DB, SCH FROM SF_SCHEMAS")) {
                while (rows.next()) {
                    schemas.add(List.of(rows.getString(1), rows.getString(2)));
                }
            }
            load(statement);
            dropOrphans(statement);
        }
    }

    private void load(final Statement statement) throws SQLException {
        final Map<Long, List<TableDef.Column>> columns = new ConcurrentHashMap<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT ID, NAME, TYPE, NOTNULL, DEF FROM SF_COLUMNS ORDER BY ID, POS")) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
                        .add(new TableDef.Column(
                                rows.getString(2),
                                SnowflakeType.fromText(rows.getString(3)),
                                rows.getBoolean(4),
                                rows.getString(5)));
            }
        }
        try (ResultSet rows =
                statement.executeQuery("SELECT ID, DB, SCH, NAME, KIND, RETENTION, CREATED FROM SF_TABLES")) {
            while (rows.next()) {
                final TableDef table = new TableDef(
                        rows.getLong(1),
                        new ObjectName(rows.getString(2), rows.getString(3), rows.getString(4)),
                        rows.getString(5),
                        rows.getInt(6),
                        rows.getObject(7, Instant.class),
                        List.copyOf(columns.getOrDefault(rows.getLong(1), List.of())));
                tables.put(table.name(), table);
                byId.put(table.id(), table);
            }
        }
    }

    private void dropOrphans(final Statement statement) throws SQLException {
        final Set<String> known = new HashSet<>();
        tables.values().forEach(table -> {
            known.add(table.physical());
            known.add(table.history());
        });
        final List<String> orphans = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE REGEXP_LIKE(TABLE_NAME, '^[THX][0-9]+$')")) {
            while (rows.next()) {
                lastId.accumulateAndGet(Long.parseLong(rows.getString(1).substring(1)), Math::max);
                final String physical = "\"" + rows.getString(1) + "\"";
                if (!known.contains(physical)) {
                    orphans.add(physical);
                }
            }
        }
        for (final String orphan : orphans) {
            statement.execute("DROP TABLE " + orphan);
        }
    }

    public long nextId() {
        return lastId.incrementAndGet();
    }

    public TableDef table(final ObjectName name) {
        return tables.get(name);
    }

    public Collection<TableDef> tables() {
        return List.copyOf(tables.values());
    }

    /** The table whose physical name H2 reports, temporary ones excepted. */
    public TableDef byPhysicalName(final String physical) {
        return physical != null && physical.matches("T[0-9]+") ? byId.get(Long.parseLong(physical.substring(1))) : null;
    }

    public boolean hasSchema(final String database, final String schema) {
        return schemas.contains(List.of(database, schema));
    }

    public boolean hasDatabase(final String database) {
        return schemas.stream().anyMatch(s -> s.get(0).equals(database));
    }

    public void addSchema(final Connection connection, final String database, final String schema) throws SQLException {
        if (schemas.add(List.of(database, schema))) {
            execute(connection, "INSERT INTO SF_SCHEMAS VALUES (?, ?)", database, schema);
        }
    }

    /** Makes a table known under its name, in place of one of that name. The caller commits. */
    public void register(final Connection connection, final TableDef table) throws SQLException {
        execute(
                connection,
                "DELETE FROM SF_TABLES WHERE DB = ? AND SCH = ? AND NAME = ? OR ID = ?",
                table.name().database(),
                table.name().schema(),
                table.name().name(),
                table.id());
        execute(connection, "DELETE FROM SF_COLUMNS WHERE ID = ? OR ID NOT IN (SELECT ID FROM SF_TABLES)", table.id());
        execute(
                connection,
                "INSERT INTO SF_TABLES(ID, DB, SCH, NAME, KIND, RETENTION, CREATED) VALUES (?, ?, ?, ?, ?, ?, ?)",
                table.id(),
                table.name().database(),
                table.name().schema(),
                table.name().name(),
                table.kind(),
                table.retentionDays(),
                Timestamp.from(table.created()));
        int position = 0;
        for (final TableDef.Column column : table.columns()) {
            execute(
                    connection,
                    "INSERT INTO SF_COLUMNS VALUES (?, ?, ?, ?, ?, ?)",
                    table.id(),
                    position++,
                    column.name(),
                    column.type().describe(),
                    column.notNull(),
                    column.defaultSql());
        }
        connection.commit();
        tables.values().removeIf(other -> other.id() == table.id());
        tables.put(table.name(), table);
        byId.put(table.id(), table);
    }

    public void forget(final Connection connection, final TableDef table) throws SQLException {
        execute(connection, "DELETE FROM SF_TABLES WHERE ID = ?", table.id());
        execute(connection, "DELETE FROM SF_COLUMNS WHERE ID = ?", table.id());
        connection.commit();
        tables.remove(table.name(), table);
        byId.remove(table.id());
    }

    /** Remembers a forgotten table, to be had again. @return one that was remembered for too long, if there is any */
    public Optional<TableDef> keepDropped(final TableDef table) {
        dropped.addFirst(table);
        return dropped.size() > MOST_DROPPED ? Optional.of(dropped.removeLast()) : Optional.empty();
    }

    /** The table of that name that was dropped last; it is remembered no more. */
    public Optional<TableDef> takeDropped(final ObjectName name) {
        final Optional<TableDef> found =
                dropped.stream().filter(table -> table.name().equals(name)).findFirst();
        found.ifPresent(dropped::remove);
        return found;
    }

    /** Lets two permanent tables change names. */
    public void swap(final Connection connection, final TableDef one, final TableDef other) throws SQLException {
        rename(connection, one, other.name());
        rename(connection, other, one.name());
        connection.commit();
        for (final TableDef table : List.of(one.renamed(other.name()), other.renamed(one.name()))) {
            tables.put(table.name(), table);
            byId.put(table.id(), table);
        }
    }

    private static void rename(final Connection connection, final TableDef table, final ObjectName to)
            throws SQLException {
        execute(
                connection,
                "UPDATE SF_TABLES SET DB = ?, SCH = ?, NAME = ? WHERE ID = ?",
                to.database(),
                to.schema(),
                to.name(),
                table.id());
    }

    private static void execute(final Connection connection, final String sql, final Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
