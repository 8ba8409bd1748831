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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.Errors;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** INFORMATION_SCHEMA as table expressions with their rows written out. Views and functions that are not here are refused. */
final class SystemViews {
    private SystemViews() {}

    /** The view of that name, or null when the name is not one of INFORMATION_SCHEMA. */
    static String view(final List<String> name, final Session session) {
        if (name.size() < 2 || !name.get(name.size() - 2).equalsIgnoreCase("INFORMATION_SCHEMA")) {
            return null;
        }
        final String database = name.size() == 3 ? name.get(0) : session.database();
        if (database == null || !session.standIn().catalog().hasDatabase(database)) {
            throw SnowflakeError.missing("Database", String.valueOf(database));
        }
        return switch (name.getLast().toUpperCase(Locale.ROOT)) {
            case "TABLES" -> tables(database, session);
            case "COLUMNS" -> columns(database, session);
            default -> throw SnowflakeError.missing("Object", String.join(".", name));
        };
    }

    private static Stream<TableDef> visible(final String database, final Session session) {
        return Stream.concat(session.standIn().catalog().tables().stream(), session.temporaryTables().values().stream())
                .filter(t -> t.name().database().equals(database))
                .filter(t -> session.standIn().access().lists(session, t))
                .sorted(Comparator.comparing(t -> t.name().toString()));
    }

    private static String tables(final String database, final Session session) {
        final List<String> rows = new ArrayList<>();
        visible(database, session)
                .forEach(table -> rows.add("(" + text(database) + ", "
                        + text(table.name().schema()) + ", "
                        + text(table.name().name()) + ", " + text(table.temporary() ? "LOCAL TEMPORARY" : "BASE TABLE")
                        + ", TIMESTAMP WITH TIME ZONE '"
                        + table.created() + "', " + count(table, session) + ", "
                        + text(table.kind().equals("TRANSIENT") ? "YES" : "NO") + ", " + table.retentionDays() + ", "
                        + text(session.standIn().access().owner(table)) + ")"));
        return expression(
                rows,
                "(NULL, NULL, NULL, NULL, CAST(NULL AS TIMESTAMP(9) WITH TIME ZONE), CAST(NULL AS BIGINT), NULL, CAST(NULL AS INTEGER), NULL)",
                "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, CREATED, ROW_COUNT, IS_TRANSIENT, RETENTION_TIME, TABLE_OWNER");
    }

    private static long count(final TableDef table, final Session session) {
        try (Statement statement = session.h2().createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table.physical())) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw Errors.of(e);
        }
    }

    private static String columns(final String database, final Session session) {
        final List<String> rows = new ArrayList<>();
        visible(database, session).forEach(table -> {
            int position = 1;
            for (final TableDef.Column column : table.columns()) {
                rows.add("(" + text(database) + ", " + text(table.name().schema()) + ", "
                        + text(table.name().name()) + ", " + text(column.name()) + ", " + position++ + ", "
                        + text(column.notNull() ? "NO" : "YES") + ", " + text(informationType(column.type())) + ")");
            }
        });
        return expression(
                rows,
                "(NULL, NULL, NULL, NULL, CAST(NULL AS INTEGER), NULL, NULL)",
                "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, DATA_TYPE");
    }

    private static String informationType(final SnowflakeType type) {
        return type.name().equals("VARCHAR") ? "TEXT" : type.name();
    }

    /** A table function inside TABLE( … ), of which the closing parenthesis is left for the caller. */
    static String function(final Tokens in, final Session session) {
        final List<String> name = in.name();
        if (name.getLast().equalsIgnoreCase("QUERY_HISTORY")) {
            return QueryHistoryView.expression(in, session);
        }
        if (!name.getLast().equalsIgnoreCase("POLICY_REFERENCES")) {
            throw SnowflakeError.syntax("table function " + String.join(".", name) + " is not known here", in.sql());
        }
        in.expectSymbol("(");
        String entity = null;
        do {
            final String argument = in.identifier();
            in.expectSymbol("=>");
            final String value = in.string();
            if (argument.equals("REF_ENTITY_NAME")) {
                entity = value;
            } else if (!argument.equals("REF_ENTITY_DOMAIN") || !value.equalsIgnoreCase("TABLE")) {
                throw SnowflakeError.syntax("argument " + argument + " of POLICY_REFERENCES", in.sql());
            }
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        if (entity == null) {
            throw SnowflakeError.syntax("POLICY_REFERENCES needs REF_ENTITY_NAME", in.sql());
        }
        final TableDef table = session.table(new Tokens(entity).name());
        final List<String> rows = session.standIn().policies().of(table.name()).stream()
                .map(p -> "("
                        + Stream.of(
                                        p.policy(),
                                        p.kind(),
                                        table.name().database(),
                                        table.name().schema(),
                                        table.name().name(),
                                        "TABLE",
                                        p.column(),
                                        "ACTIVE")
                                .map(SystemViews::text)
                                .collect(Collectors.joining(", "))
                        + ")")
                .toList();
        return expression(
                rows,
                "(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
                "POLICY_NAME, POLICY_KIND, REF_DATABASE_NAME, REF_SCHEMA_NAME, REF_ENTITY_NAME, REF_ENTITY_DOMAIN, REF_COLUMN_NAME, POLICY_STATUS");
    }

    static String text(final String value) {
        return "CAST(" + H2Text.literal(value) + " AS VARCHAR)";
    }

    static String expression(final List<String> rows, final String none, final String columns) {
        final String values = "SELECT * FROM (VALUES " + (rows.isEmpty() ? none : String.join(", ", rows)) + ") AS V("
                + columns + ")";
        return "(" + values + (rows.isEmpty() ? " WHERE FALSE" : "") + ")";
    }
}
