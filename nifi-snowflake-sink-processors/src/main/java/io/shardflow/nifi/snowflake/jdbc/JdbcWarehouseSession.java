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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.IncomingCount;
import io.shardflow.nifi.snowflake.ledger.LedgerContent;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The protocol's session over one JDBC connection. One thread at a time. */
final class JdbcWarehouseSession implements WarehouseSession {

    private final SqlRunner sql;
    private final TargetTable target;
    private final LedgerSql ledger;
    private final ArrivalReading arrivals;
    private final Deque<String> drops = new ArrayDeque<>();
    private final Optional<WatchedSession> watch;
    private SessionStage stage;
    private boolean open;
    private StagedFiles staged;
    private QualifiedName incoming;
    private ColumnSql columns;
    private TargetLook look;

    JdbcWarehouseSession(
            final CleanConnection.Borrowed borrowed, final TargetTable target, final ArrivalReading arrivals) {
        this.sql = new SqlRunner(borrowed.connection());
        this.watch = CleanConnection.watch(borrowed.connection());
        this.stage = borrowed.left().flatMap(SessionState::stage).orElse(null);
        this.target = target;
        this.arrivals = arrivals;
        this.ledger = new LedgerSql(target.guard(), target.ledger());
    }

    @Override
    public TargetFacts targetFacts() throws WarehouseException {
        return new TargetCatalog(sql).facts(target);
    }

    @Override
    public void createLedger(final AttemptId ledgerId, final String targetCreated) throws WarehouseException {
        for (final String statement : ledger.create(ledgerId, targetCreated)) {
            sql.run("creating the ledger beside table " + target.name(), statement);
        }
    }

    @Override
    public LedgerContent readLedger(final Set<StreamShard> shards) throws WarehouseException {
        return GuardRow.read(sql, target, shards);
    }

    @Override
    public void alterTarget(final List<String> statements) throws WarehouseException {
        for (final String statement : statements) {
            sql.run("changing the columns of table " + target.name(), statement);
        }
    }

    @Override
    public void renewTokens(final AttemptId attempt) throws WarehouseException {
        sql.update("setting " + target.ledger(), ledger.renew(attempt));
    }

    @Override
    public void stage(final AttemptId attempt, final List<Records> records, final boolean apart)
            throws WarehouseException {
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

    @Override
    public IncomingCount copyIncoming(final AttemptId attempt, final List<LoadColumn> filled)
            throws WarehouseException {
        columns = new ColumnSql(filled);
        incoming = target.name().sibling(attempt.value() + "_IN");
        drops.push("DROP TABLE IF EXISTS " + incoming.sql());
        sql.run(
                "creating a temporary table",
                "CREATE TEMPORARY TABLE " + incoming.sql() + " (" + columns.definitions() + ")");
        sql.load("loading into a temporary table shaped like " + target.name(), staged.copyInto(incoming, columns));
        sql.run("committing the temporary table", "COMMIT");
        final String position = new MetadataSql(target.metadata()).positionText("I");
        return sql.query(
                        "counting the loaded rows",
                        "SELECT COUNT(*), COUNT(DISTINCT " + position + ") FROM " + incoming.sql() + " I",
                        row -> new IncomingCount(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    @Override
    public LookResult look(final Look wanted) throws WarehouseException {
        newLook(wanted.attempt());
        return look.create(wanted);
    }

    @Override
    public void prepareLookInside(final AttemptId attempt) throws WarehouseException {
        newLook(attempt);
        look.prepare();
    }

    @Override
    public LookResult lookInside(final Look wanted) throws WarehouseException {
        return look.insert(wanted);
    }

    private void newLook(final AttemptId attempt) {
        final QualifiedName name = target.name().sibling(attempt.value() + "_LOOK");
        drops.push("DROP TABLE IF EXISTS " + name.sql());
        look = new TargetLook(sql, target, new LookSql(target, incoming, name, columns), arrivals);
    }

    @Override
    public Map<StreamShard, Position> highestRecognised(final Set<StreamShard> shards) throws WarehouseException {
        return look.highestRecognised(shards);
    }

    @Override
    public void begin(final AttemptId attempt) throws WarehouseException {
        open = true;
        sql.run("opening a transaction", "BEGIN NAME " + attempt.value());
    }

    @Override
    public String targetShape() throws WarehouseException {
        return TargetShape.read(sql, target.name());
    }

    @Override
    public long copyIntoTarget(final List<LoadColumn> filled) throws WarehouseException {
        return sql.load("loading into table " + target.name(), staged.copyInto(target.name(), new ColumnSql(filled)));
    }

    @Override
    public long insertMissing() throws WarehouseException {
        return look.insertMissing();
    }

    @Override
    public long lockGuard(final String ledgerId, final AttemptId attempt) throws WarehouseException {
        return sql.update("locking " + target.guard(), ledger.lock(ledgerId, attempt));
    }

    @Override
    public long setLedger(final AttemptId attempt, final Collection<LedgerSet> sets) throws WarehouseException {
        return sql.update("setting " + target.ledger(), ledger.set(attempt, sets));
    }

    @Override
    public long setLedgerUnconditionally(final AttemptId attempt, final Map<StreamShard, Position> positions)
            throws WarehouseException {
        return sql.update("setting " + target.ledger(), ledger.setUnconditionally(attempt, positions));
    }

    @Override
    public Set<StreamShard> shardsSetBy(final AttemptId attempt, final Set<StreamShard> shards)
            throws WarehouseException {
        return new HashSet<>(sql.query(
                "reading " + target.ledger(),
                ledger.setBy(attempt, shards),
                row -> new StreamShard(row.getString(1), row.getString(2))));
    }

    @Override
    public void replaceLedgerRows(final Set<StreamShard> shards, final AttemptId token) throws WarehouseException {
        sql.update("repairing " + target.ledger(), ledger.delete(shards));
        sql.update("repairing " + target.ledger(), ledger.insert(shards, token));
    }

    @Override
    public void clearLedger() throws WarehouseException {
        sql.update("clearing " + target.ledger(), ledger.clear());
    }

    @Override
    public long setGuard(
            final String ledgerId, final String expectedToken, final AttemptId attempt, final String targetCreated)
            throws WarehouseException {
        return sql.update(
                "setting " + target.guard(), ledger.setGuard(ledgerId, expectedToken, attempt, targetCreated));
    }

    @Override
    public void commit() throws WarehouseException {
        try {
            sql.run("committing", "COMMIT");
            open = false;
        } catch (final WarehouseException e) {
            // Whatever was answered instead of an acknowledgement, the outcome is not known.
            throw new WarehouseException(Kind.SESSION_LOST, e.getMessage(), e);
        }
    }

    @Override
    public void rollback() throws WarehouseException {
        sql.run("rolling back", "ROLLBACK");
        open = false;
    }

    @Override
    public void dropTemporaries() throws WarehouseException {
        if (stage != null && !isClean()) {
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

    @Override
    public void abort(final Collection<AttemptId> attempts) throws WarehouseException {
        final Set<String> names = attempts.stream().map(AttemptId::value).collect(Collectors.toSet());
        final List<Long> open = sql.query(
                "listing open transactions",
                "SHOW TRANSACTIONS",
                row -> names.contains(row.getString("name")) ? row.getLong("id") : null);
        for (final Long id : open) {
            if (id != null) {
                sql.query(
                        "aborting a detached transaction of our own",
                        "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")",
                        row -> row.getString(1));
            }
        }
    }

    /** Whether the next user of the connection can be told so: nothing went wrong, nothing is open. */
    private boolean isClean() {
        return watch.isPresent() && !open && !sql.hasFailed();
    }

    @Override
    public void discard() {
        CleanConnection.discard(sql.connection());
    }

    @Override
    public void close() {
        if (isClean()) {
            watch.orElseThrow().leave(new SessionState(Optional.ofNullable(stage)));
        }
        CleanConnection.giveBack(sql.connection());
    }
}
