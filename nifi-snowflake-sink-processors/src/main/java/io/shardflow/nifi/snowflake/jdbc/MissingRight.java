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

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which GRANT a role lacks when Snowflake refuses one of our statements. Snowflake names the object by its last part and never the
 * right; both are in the statement, whose names are all in full and in quotes.
 */
final class MissingRight {

    private static final int FORBIDDEN = 3001;
    private static final int HIDDEN = 3041;
    private static final int NO_WAREHOUSE = 606;
    private static final int ROLE_NOT_GRANTED = 390189;

    private static final String PART = "\"((?:[^\"]++|\"\")++)\"";
    private static final Pattern NAME = Pattern.compile(PART + "\\." + PART + "\\." + PART);
    private static final Pattern ROLE = Pattern.compile("Role '([^']+)'");
    private static final Pattern OBJECT = Pattern.compile("'([^']+)'");

    private final SQLException error;
    private final String sql;
    private final List<QualifiedName> names;
    private final Grants grants;

    private MissingRight(final SQLException error, final String sql, final String role) {
        this.error = error;
        this.sql = sql;
        this.names = NAME.matcher(sql).results().map(MissingRight::name).toList();
        this.grants = new Grants(role);
    }

    private static QualifiedName name(final MatchResult found) {
        return new QualifiedName(part(found.group(1)), part(found.group(2)), part(found.group(3)));
    }

    private static Identifier part(final String quoted) {
        return new Identifier(quoted.replace("\"\"", "\""));
    }

    /**
     * Asks the session for its role if that is of use.
     *
     * @param sql what was refused
     * @param wishes what the session was to have
     * @return the statement to run; empty if it is not for a right, or not known
     */
    static Optional<String> grant(
            final SQLException error, final String sql, final Connection connection, final SessionWishes wishes) {
        if (error.getErrorCode() == NO_WAREHOUSE) {
            return warehouse(connection, wishes);
        }
        final boolean forbidden = error.getErrorCode() == FORBIDDEN || "42501".equals(error.getSQLState());
        if (!forbidden && error.getErrorCode() != HIDDEN && !Failures.isMissing(error)) {
            return Optional.empty();
        }
        final MissingRight missing = new MissingRight(error, sql, role(connection, wishes));
        if (missing.names.isEmpty()) {
            return Optional.empty();
        }
        return forbidden ? missing.ofForbidden() : missing.ofHidden();
    }

    /** The session's own warehouse may be one that it may no longer use; or it never got the one that it was to have. */
    private static Optional<String> warehouse(final Connection connection, final SessionWishes wishes) {
        return current("WAREHOUSE", connection, wishes.warehouse())
                .map(name -> new Grants(role(connection, wishes)).useWarehouse(new Identifier(name)));
    }

    private static String role(final Connection connection, final SessionWishes wishes) {
        return current("ROLE", connection, wishes.role()).orElse(null);
    }

    /** What the session has; what it was to have if it has none or does not answer. */
    private static Optional<String> current(
            final String what, final Connection connection, final Optional<String> wish) {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(SqlRunner.STATEMENT_SECONDS);
            try (ResultSet row = statement.executeQuery("SELECT CURRENT_" + what + "()")) {
                if (row.next() && row.getString(1) != null) {
                    return Optional.of(row.getString(1));
                }
            }
        } catch (final SQLException e) {
            // It is for a message.
        }
        return wish.flatMap(MissingRight::parsed).map(Identifier::name);
    }

    private static Optional<Identifier> parsed(final String name) {
        try {
            return Optional.of(Identifier.parse(name));
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** At a login there is no session; the message has the role. */
    static Optional<String> ofLogin(final SQLException error) {
        final Matcher role = ROLE.matcher(String.valueOf(error.getMessage()));
        return error.getErrorCode() == ROLE_NOT_GRANTED && role.find()
                ? Optional.of("GRANT ROLE " + new Identifier(role.group(1)).sql()
                        + " TO USER <Username of the connection pool>")
                : Optional.empty();
    }

    /** Said of an object on which the role has another right. */
    private Optional<String> ofForbidden() {
        final String message = String.valueOf(error.getMessage());
        if (message.contains("on database '")) {
            return Optional.of(grants.useDatabase(names.getFirst().database()));
        }
        if (sql.startsWith("CREATE") && !message.contains("on table '")) {
            return Optional.of(
                    sql.startsWith("CREATE TEMPORARY")
                            ? grants.useSchema(names.getFirst())
                            : grants.createTable(names.getFirst()));
        }
        if (sql.startsWith("ALTER")) {
            // Who follows the records says more of it.
            return Optional.empty();
        }
        final QualifiedName table = named(message);
        final boolean fills = sql.startsWith("COPY") || sql.startsWith("INSERT");
        return Optional.of(ledger(table)
                .orElseGet(() -> grants.onTable(fills && table.equals(names.getFirst()) ? "INSERT" : "SELECT", table)));
    }

    /** Said of an object on which the role has no right, and where there is none. */
    private Optional<String> ofHidden() {
        final String message = String.valueOf(error.getMessage());
        if (message.contains("Database '")) {
            return Optional.of(grants.useDatabase(names.getFirst().database()));
        }
        if (message.contains("Schema '")) {
            return Optional.of(grants.useSchema(names.getFirst()));
        }
        final QualifiedName table = named(message);
        return error.getErrorCode() == HIDDEN || !TargetTable.namesLedger(message)
                ? Optional.of(ledger(table).orElseGet(() -> grants.load(table)))
                : Optional.empty();
    }

    private Optional<String> ledger(final QualifiedName table) {
        return TargetTable.targetOf(table)
                .map(target -> grants.ledger(TargetTable.guardOf(target), TargetTable.ledgerOf(target)));
    }

    /** The table that the message speaks of, by its last part; the statement's first if none is. */
    private QualifiedName named(final String message) {
        final Matcher object = OBJECT.matcher(message);
        final String shown = object.find() ? object.group(1) : "";
        return names.stream()
                .filter(name -> shown.equals(name.object().name())
                        || shown.endsWith("." + name.object().sql())
                        || shown.endsWith("." + name.object().name()))
                .findFirst()
                .orElse(names.getFirst());
    }
}
