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

import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.IncomingCount;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Stage and temporary tables of a {@link WarehouseSession}, and what goes through them into the target. One thread. */
final class SessionFiles {

    private final SqlRunner sql;
    private final TargetTable target;
    private final ArrivalReading arrivals;
    private final Deque<String> drops = new ArrayDeque<>();
    private SessionStage stage;
    private StagedFiles staged;
    private QualifiedName incoming;
    private ColumnSql columns;
    private TargetLook look;

    /** @param stage what the session's last user has left in it */
    SessionFiles(
            final SqlRunner sql,
            final TargetTable target,
            final ArrivalReading arrivals,
            final Optional<SessionStage> stage) {
        this.sql = sql;
        this.target = target;
        this.arrivals = arrivals;
        this.stage = stage.orElse(null);
    }

    /** Empty if there is none. */
    Optional<SessionStage> stage() {
        return Optional.ofNullable(stage);
    }

    void stage(final AttemptId attempt, final List<Records> records, final boolean apart) throws WarehouseException {
        if (stage != null && !stage.serves(target.name())) {
            dropStage();
        }
        if (stage == null) {
            stage = SessionStage.create(sql, target.name(), attempt);
        }
        staged = StagedFiles.put(sql, stage, attempt, paths(records), apart);
    }

    private static List<Path> paths(final List<Records> records) {
        return records.stream()
                .map(RecordFile.class::cast)
                .map(RecordFile::path)
                .toList();
    }

    /** When the connection is fit for nothing but being given back, or more than enough was uploaded. */
    private void dropStage() throws WarehouseException {
        final String drop = stage.drop();
        stage = null;
        sql.run("dropping the stage", drop);
    }

    IncomingCount copyIncoming(final AttemptId attempt, final List<LoadColumn> filled) throws WarehouseException {
        columns = new ColumnSql(filled);
        incoming = target.name().sibling(attempt.value() + "_IN");
        drops.push("DROP TABLE IF EXISTS " + incoming.sql());
        sql.run(
                "creating a temporary table",
                "CREATE TEMPORARY TABLE " + incoming.sql() + " (" + columns.definitions() + ")");
        final long loaded = sql.load(
                "loading into a temporary table shaped like " + target.name(), staged.copyInto(incoming, columns));
        sql.run("committing the temporary table", "COMMIT");
        final String position = new MetadataSql(target.metadata()).positionText("I");
        final IncomingCount count = sql.query(
                        "counting the loaded rows",
                        "SELECT COUNT(*), COUNT(DISTINCT " + position + ") FROM " + incoming.sql() + " I",
                        row -> new IncomingCount(row.getLong(1), row.getLong(2)))
                .getFirst();
        if (count.rows() != loaded) {
            // The files are not to blame.
            throw new WarehouseException(
                    Kind.TRANSIENT,
                    "Snowflake has other rows in a temporary table than it says that it has loaded: the transaction was ended"
                            + " from outside, or the COPY was run twice");
        }
        return count;
    }

    /** For the staged file. */
    TrialTable newTrialTable(final AttemptId attempt) throws WarehouseException {
        final QualifiedName name = target.name().sibling(attempt.value() + "_TRIAL");
        drops.push("DROP TABLE IF EXISTS " + name.sql());
        return TrialTable.create(sql, name, staged);
    }

    long copyIntoTarget(final List<LoadColumn> filled) throws WarehouseException {
        return sql.load("loading into table " + target.name(), staged.copyInto(target.name(), new ColumnSql(filled)));
    }

    /** The last one that was begun. */
    TargetLook look() {
        return look;
    }

    LookResult lookAhead(final Look wanted) throws WarehouseException {
        final QualifiedName name = newLookName(wanted.attempt());
        return new LookTable(sql, target, name, arrivals)
                .fill(form -> new ShardSummarySql(target).createAs(name, wanted, form));
    }

    private QualifiedName newLookName(final AttemptId attempt) {
        final QualifiedName name = target.name().sibling(attempt.value() + "_LOOK");
        drops.push("DROP TABLE IF EXISTS " + name.sql());
        return name;
    }

    TargetLook newLook(final AttemptId attempt) {
        final QualifiedName name = newLookName(attempt);
        look = new TargetLook(sql, target, new LookSql(target, incoming, name, columns), arrivals);
        return look;
    }

    /** @param keepsStage whether the session's next user can have it */
    void drop(final boolean keepsStage) throws WarehouseException {
        if (stage != null && !keepsStage) {
            drops.push(stage.drop());
            stage = null;
        }
        while (!drops.isEmpty()) {
            try {
                sql.run("dropping a temporary object", drops.pop());
            } catch (final WarehouseException e) {
                if (e.kind() == Kind.SESSION_LOST) {
                    throw e;
                }
            }
        }
        staged = null;
        incoming = null;
        look = null;
    }
}
