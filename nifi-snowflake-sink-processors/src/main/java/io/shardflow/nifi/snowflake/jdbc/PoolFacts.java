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

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a new session says of itself, its warehouse and the time.
 *
 * @param warehouse empty if the session has none, or may not look at it
 * @param clockIsAhead how far this machine's clock is ahead of Snowflake's, give or take the time of the question
 */
public record PoolFacts(SessionFacts session, Optional<Warehouse> warehouse, Duration clockIsAhead) {

    /**
     * A row of SHOW WAREHOUSES.
     *
     * @param autoSuspend seconds; 0 for never
     */
    public record Warehouse(String name, String state, String size, long autoSuspend, boolean autoResume) {
        public String sql() {
            return new Identifier(name).sql();
        }
    }

    /** Asks by a connection of its own, which it gives back. */
    public static PoolFacts of(final ConnectionSource source) throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        try {
            final SqlRunner sql = new SqlRunner(connection);
            final SessionFacts session = SessionFacts.read(sql);
            return new PoolFacts(session, warehouse(sql, session.warehouse()), clock(sql));
        } finally {
            CleanConnection.giveBack(connection);
        }
    }

    private static Optional<Warehouse> warehouse(final SqlRunner sql, final String name) throws WarehouseException {
        return name == null
                ? Optional.empty()
                : sql
                        .query(
                                "asking for the state of warehouse " + name,
                                "SHOW WAREHOUSES LIKE "
                                        + SqlLiteral.of(name.replace("_", "\\_").replace("%", "\\%")),
                                row -> new Warehouse(
                                        row.getString("name"),
                                        row.getString("state").toUpperCase(Locale.ROOT),
                                        row.getString("size"),
                                        row.getLong("auto_suspend"),
                                        "true".equalsIgnoreCase(row.getString("auto_resume"))))
                        .stream()
                        .filter(warehouse -> warehouse.name().equals(name))
                        .findFirst();
    }

    private static Duration clock(final SqlRunner sql) throws WarehouseException {
        final Instant before = Instant.now();
        final Timestamp there = sql.query(
                        "asking for the time", "SELECT CURRENT_TIMESTAMP()", row -> row.getTimestamp(1))
                .getFirst();
        final Instant after = Instant.now();
        final Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
        return Duration.between(there.toInstant(), middle);
    }

    public String grantWarehouse(final String warehouse) {
        return run(name(warehouse).map(grants()::useWarehouse));
    }

    public String grantDatabase(final String database) {
        return run(name(database).map(grants()::useDatabase));
    }

    public String grantSchema(final String database, final String schema) {
        return run(name(database).flatMap(in -> name(schema).map(of -> grants().useSchema(in, of))));
    }

    private Grants grants() {
        return new Grants(session.role());
    }

    private static String run(final Optional<String> grant) {
        return grant.map("run "::concat).orElse("grant USAGE on it to the role");
    }

    private static Optional<Identifier> name(final String text) {
        try {
            return Optional.of(Identifier.parse(text));
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
