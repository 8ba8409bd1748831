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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.schema.ColumnDefault;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.SchemaSql;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server says about tables, and the creation of the target. DDL: never inside a transaction. */
final class TargetCatalog {

    private static final int TRIES = 3;

    private final SqlRunner sql;

    TargetCatalog(final SqlRunner sql) {
        this.sql = sql;
    }

    /** Full name of the table; an absent database or schema is the session's own. */
    static QualifiedName resolve(final TargetName wanted, final SessionFacts session) throws WarehouseException {
        final TableName name = wanted.name();
        return resolve(name.database(), name.schema(), name.table(), session);
    }

    static QualifiedName resolve(
            final Optional<Identifier> database,
            final Optional<Identifier> schema,
            final Identifier table,
            final SessionFacts session)
            throws WarehouseException {
        return new QualifiedName(
                orCurrent(database, session.database(), "Database Name"),
                orCurrent(schema, session.schema(), "Schema Name"),
                table);
    }

    private static Identifier orCurrent(final Optional<Identifier> given, final String current, final String setting)
            throws WarehouseException {
        if (given.isPresent()) {
            return given.get();
        }
        if (current == null) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "the session has none of its own and the property is empty; set '" + setting
                            + "', or the one of the connection pool");
        }
        return new Identifier(current);
    }

    /**
     * The table's columns; empty if there is no such table or the role may not see it.
     *
     * @throws WarehouseException TRANSIENT if somebody alters it again and again meanwhile
     */
    Optional<TargetTable> describe(final QualifiedName name, final MetadataColumns metadata) throws WarehouseException {
        try {
            // Two statements say what belongs together: true of one moment if nothing changed around the other.
            Optional<String> shape = shape(name);
            for (int i = 0; i < TRIES; i++) {
                final List<TargetColumn> columns = columns(name);
                final Optional<String> after = shape(name);
                if (after.equals(shape)) {
                    return Optional.of(new TargetTable(name, metadata, columns, shape));
                }
                shape = after;
            }
            throw new WarehouseException(Kind.TRANSIENT, "table " + name + " is being altered again and again");
        } catch (final WarehouseException e) {
            if (e.getCause() instanceof SQLException cause && Failures.isMissing(cause)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<String> shape(final QualifiedName name) throws WarehouseException {
        try {
            return Optional.of(TargetShape.read(sql, name));
        } catch (final WarehouseException e) {
            if (e.kind() != Kind.PERMANENT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private List<TargetColumn> columns(final QualifiedName name) throws WarehouseException {
        return sql.query("describing table " + name, "DESC TABLE " + name.sql(), TargetCatalog::column);
    }

    private static TargetColumn column(final ResultSet row) throws SQLException {
        final ColumnType type = ColumnType.parse(text(row, "type"));
        return new TargetColumn(
                new DescribedColumn(
                        new Identifier(text(row, "name")),
                        type,
                        !"N".equalsIgnoreCase(text(row, "null?")),
                        ColumnDefault.parse(text(row, "default"), type),
                        "Y".equalsIgnoreCase(text(row, "primary key")),
                        !"COLUMN".equalsIgnoreCase(text(row, "kind")) || text(row, "expression") != null),
                text(row, "policy name"));
    }

    /** Value of a column that older or newer servers may lack. */
    private static String text(final ResultSet row, final String label) throws SQLException {
        final ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnLabel(i).equalsIgnoreCase(label)) {
                final String value = row.getString(i);
                return value == null || value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /** Makes the table if it does not exist. */
    void create(final QualifiedName name, final List<DescribedColumn> columns) throws WarehouseException {
        sql.run("creating table " + name, SchemaSql.create(name, columns));
    }

    TargetFacts facts(final TargetTable table) throws WarehouseException {
        final QualifiedName name = table.name();
        final TargetTable now = describe(name, table.metadata())
                .orElseThrow(() -> new WarehouseException(
                        Kind.PERMANENT, "table " + name + " does not exist, or the role may not see it"));
        return new TargetFacts(
                name.sql(), created(name), now.metadata().problems(now), policies(now), isReadable(name));
    }

    private String created(final QualifiedName name) throws WarehouseException {
        return sql
                .query(
                        "reading the creation time of table " + name,
                        "SELECT CREATED FROM " + name.database().sql()
                                + ".INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = "
                                + SqlLiteral.of(name.schema().name()) + " AND TABLE_NAME = "
                                + SqlLiteral.of(name.object().name()),
                        row -> {
                            final Timestamp created = row.getTimestamp(1);
                            if (created == null) {
                                throw new WarehouseException(
                                        Kind.PERMANENT,
                                        name + " has no creation time; PutSnowflake loads into tables only");
                            }
                            return created.toInstant().toString();
                        })
                .stream()
                .findFirst()
                .orElseThrow(() -> new WarehouseException(
                        Kind.PERMANENT,
                        name + " is not listed among the tables of its schema; PutSnowflake loads into tables only"));
    }

    /** Masking policies show in DESC TABLE for everybody; row access policies only through POLICY_REFERENCES. */
    private List<String> policies(final TargetTable table) throws WarehouseException {
        final List<String> found = new ArrayList<>();
        for (final TargetColumn column : table.columns()) {
            if (column.policy() != null) {
                found.add(column.policy());
            }
        }
        try {
            found.addAll(sql.query(
                    "reading the policies on table " + table.name(),
                    "SELECT POLICY_NAME FROM TABLE(" + table.name().database().sql()
                            + ".INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => "
                            + SqlLiteral.of(table.name().sql()) + ", REF_ENTITY_DOMAIN => 'TABLE'))",
                    row -> row.getString(1)));
        } catch (final WarehouseException e) {
            // A role without rights on the table's policies cannot ask; it is not an error of the table.
            if (e.kind() != Kind.PERMANENT) {
                throw e;
            }
        }
        return found.stream().distinct().toList();
    }

    private boolean isReadable(final QualifiedName name) throws WarehouseException {
        try {
            sql.query("reading table " + name, "SELECT 1 FROM " + name.sql() + " LIMIT 0", row -> 1);
            return true;
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.PERMANENT) {
                return false;
            }
            throw e;
        }
    }
}
