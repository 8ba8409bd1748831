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

import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/**
 * Tries what loading takes of role, warehouse and stage, before there is anything to load. Leaves nothing behind: what it makes it
 * drops, and statements on tables of others change no row. One thread, one trial.
 */
public final class TargetTrial implements AutoCloseable {

    private final Connection connection;
    private final SqlRunner sql;
    private final QualifiedName target;

    /** Of something that the trial makes beside the target. */
    private final QualifiedName made;

    private TargetTrial(final Connection connection, final QualifiedName target) {
        this.connection = connection;
        this.sql = new SqlRunner(connection);
        this.target = target;
        this.made = target.sibling("SF_" + AttemptId.randomDigits() + "_TRIAL");
    }

    /** @throws WarehouseException if there is no session, or none with a place for the table */
    public static TargetTrial of(final ConnectionSource source, final TargetName wanted) throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        TargetTrial trial = null;
        try {
            final SessionFacts session = SessionFacts.read(new SqlRunner(connection));
            SessionPlace.check(
                    connection, session, wanted.name().database(), wanted.name().schema());
            trial = new TargetTrial(connection, TargetCatalog.resolve(wanted, session));
            return trial;
        } finally {
            if (trial == null) {
                CleanConnection.giveBack(connection);
            }
        }
    }

    /** What the trial makes and drops: temporary table and stage, and a table, one after the other. */
    public QualifiedName made() {
        return made;
    }

    /** Has the warehouse count no rows, for which it wakes. */
    public void compute() throws WarehouseException {
        try {
            sql.run("creating a temporary table", "CREATE TEMPORARY TABLE " + made.sql() + " (\"N\" NUMBER(1,0))");
            sql.query("counting no rows", "SELECT COUNT(*) FROM " + made.sql(), row -> row.getLong(1));
        } finally {
            drop("DROP TABLE IF EXISTS " + made.sql());
        }
    }

    /** Uploads a file to a temporary stage, as each load does. */
    public void upload(final Path file) throws WarehouseException {
        try {
            sql.run("creating a temporary stage", "CREATE TEMPORARY STAGE " + made.sql());
            final List<String> states = sql.query(
                    "uploading to the stage",
                    "PUT 'file://" + file + "' " + SqlLiteral.of("@" + made.sql())
                            + " AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=NONE OVERWRITE=TRUE",
                    row -> row.getString("status"));
            if (!states.equals(List.of("UPLOADED"))) {
                throw new WarehouseException(Kind.TRANSIENT, "uploading to the stage ended with " + states);
            }
        } finally {
            drop("DROP STAGE IF EXISTS " + made.sql());
        }
    }

    /** Guard and ledger are made by CREATE TABLE IF NOT EXISTS, which takes the right also when they are there. */
    public void createTable() throws WarehouseException {
        try {
            sql.run(
                    "creating a table in the schema",
                    "CREATE TRANSIENT TABLE " + made.sql() + " (\"N\" NUMBER(1,0)) DATA_RETENTION_TIME_IN_DAYS = 0");
        } finally {
            drop("DROP TABLE IF EXISTS " + made.sql());
        }
    }

    /** Inserts no row of the table into the table. */
    public void insert(final TargetTable described) throws WarehouseException {
        final String filled = described.columns().stream()
                .map(TargetColumn::described)
                .filter(column -> !column.computed())
                .findFirst()
                .orElseThrow(
                        () -> new WarehouseException(Kind.PERMANENT, "table " + target + " has no column to load into"))
                .name()
                .sql();
        insertNothing(target, filled);
        sql.run("rolling back", "ROLLBACK");
    }

    private void insertNothing(final QualifiedName table, final String column) throws WarehouseException {
        sql.update(
                "inserting no row into table " + table,
                "INSERT INTO " + table.sql() + " (" + column + ") SELECT " + column + " FROM " + table.sql()
                        + " LIMIT 0");
    }

    /**
     * Changes no row of guard and ledger.
     *
     * @return false if there are none, or the role does not see them
     * @throws WarehouseException also if no start could use the guard: it has one row, with all its values
     */
    public boolean ledger() throws WarehouseException {
        final QualifiedName guard = TargetTable.guardOf(target);
        final QualifiedName ledger = TargetTable.ledgerOf(target);
        final List<String> rows;
        try {
            rows = guardRows(guard);
            sql.update("changing no row of " + guard, LedgerSql.touch(guard) + " WHERE 1 = 0");
            insertNothing(ledger, "\"STREAM\"");
            sql.update(
                    "changing no row of " + ledger,
                    "UPDATE " + ledger.sql() + " SET \"TOKEN\" = \"TOKEN\" WHERE 1 = 0");
            sql.update("deleting no row of " + ledger, "DELETE FROM " + ledger.sql() + " WHERE 1 = 0");
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.LEDGER_GONE) {
                return false;
            }
            throw e;
        } finally {
            drop("ROLLBACK");
        }
        if (rows.size() != 1) {
            throw rows.isEmpty() ? WrongValue.noGuardRow(guard) : WrongValue.severalGuardRows(guard);
        }
        return true;
    }

    private List<String> guardRows(final QualifiedName guard) throws WarehouseException {
        return sql.query(
                "reading " + guard, "SELECT \"LEDGER_ID\", \"TOKEN\", \"TARGET_CREATED\" FROM " + guard.sql(), row -> {
                    WrongValue.guard(row.getString(2), "TOKEN", guard);
                    WrongValue.guard(row.getString(3), "TARGET_CREATED", guard);
                    return WrongValue.guard(row.getString(1), "LEDGER_ID", guard);
                });
    }

    public TableOwners owners() throws WarehouseException {
        return TableOwners.read(sql, target);
    }

    /** What gives the role the right to change the table's columns. */
    public String grantOwnership() throws WarehouseException {
        return new Grants(SessionFacts.read(sql).role()).ownership(target);
    }

    /** What cannot be dropped ends with the session, or was never made. */
    private void drop(final String statement) {
        try {
            sql.run("cleaning up", statement);
        } catch (final WarehouseException e) {
            CleanConnection.discard(connection);
        }
    }

    @Override
    public void close() {
        CleanConnection.giveBack(connection);
    }
}
