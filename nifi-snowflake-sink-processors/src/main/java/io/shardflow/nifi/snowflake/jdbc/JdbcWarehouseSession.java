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
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.IncomingCount;
import io.shardflow.nifi.snowflake.ledger.LedgerContent;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.ledger.RolledBackCopy;
import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The protocol's session over one JDBC connection. One thread at a time. */
final class JdbcWarehouseSession implements WarehouseSession {

    private final SqlRunner sql;
    private final TargetTable target;
    private final LedgerTables ledger;
    private final SessionFiles files;
    private final SessionTransaction transaction;
    private final Optional<WatchedSession> watch;

    JdbcWarehouseSession(
            final CleanConnection.Borrowed borrowed, final TargetTable target, final ArrivalReading arrivals) {
        this.sql = new SqlRunner(borrowed.connection());
        this.watch = CleanConnection.watch(borrowed.connection());
        this.target = target;
        this.ledger = new LedgerTables(sql, target);
        this.files = new SessionFiles(sql, target, arrivals, borrowed.left().flatMap(SessionState::stage));
        this.transaction = new SessionTransaction(sql);
    }

    @Override
    public TargetFacts targetFacts() throws WarehouseException {
        return new TargetCatalog(sql).facts(target);
    }

    @Override
    public void createLedger(final AttemptId ledgerId, final String targetCreated) throws WarehouseException {
        ledger.create(ledgerId, targetCreated);
    }

    @Override
    public LedgerContent readLedger(final Set<StreamShard> shards) throws WarehouseException {
        return ledger.read(shards);
    }

    @Override
    public RolledBackCopy copyAndRollBack(final AttemptId attempt, final Records file) throws WarehouseException {
        files.stage(attempt, List.of(file), false);
        final TrialTable table = files.newTrialTable(attempt);
        transaction.begin(attempt);
        final long loaded = table.copy();
        transaction.rollback();
        final long left = table.count();
        dropTemporaries();
        return new RolledBackCopy(loaded, left);
    }

    @Override
    public void addLedgerRow(final StreamShard shard, final AttemptId token) throws WarehouseException {
        ledger.addRow(shard, token);
    }

    @Override
    public void removeLedgerRows(final StreamShard shard, final String below) throws WarehouseException {
        ledger.removeRows(shard, below);
    }

    @Override
    public void alterTarget(final List<String> statements) throws WarehouseException {
        for (final String statement : statements) {
            sql.run("changing the columns of table " + target.name(), statement);
        }
    }

    @Override
    public void renewTokens(final AttemptId attempt) throws WarehouseException {
        ledger.renewTokens(attempt);
    }

    @Override
    public void stage(final AttemptId attempt, final List<Records> records, final boolean apart)
            throws WarehouseException {
        files.stage(attempt, records, apart);
    }

    @Override
    public IncomingCount copyIncoming(final AttemptId attempt, final List<LoadColumn> columns)
            throws WarehouseException {
        return files.copyIncoming(attempt, columns);
    }

    @Override
    public LookResult lookAhead(final Look wanted) throws WarehouseException {
        return files.lookAhead(wanted);
    }

    @Override
    public LookResult look(final Look wanted) throws WarehouseException {
        return files.newLook(wanted.attempt()).create(wanted);
    }

    @Override
    public void prepareLookInside(final AttemptId attempt) throws WarehouseException {
        files.newLook(attempt).prepare();
    }

    @Override
    public LookResult lookInside(final Look wanted) throws WarehouseException {
        return files.look().insert(wanted);
    }

    @Override
    public Map<StreamShard, Position> highestRecognised(final Set<StreamShard> shards) throws WarehouseException {
        return files.look().highestRecognised(shards);
    }

    @Override
    public TransactionId begin(final AttemptId attempt) throws WarehouseException {
        return transaction.begin(attempt);
    }

    @Override
    public Optional<TransactionId> currentTransaction() throws WarehouseException {
        return transaction.current();
    }

    @Override
    public boolean isCommitted(final TransactionId id) throws WarehouseException {
        return transaction.isCommitted(id);
    }

    @Override
    public String targetShape() throws WarehouseException {
        return TargetShape.read(sql, target.name());
    }

    @Override
    public long copyIntoTarget(final List<LoadColumn> columns) throws WarehouseException {
        return files.copyIntoTarget(columns);
    }

    @Override
    public long insertMissing() throws WarehouseException {
        return files.look().insertMissing();
    }

    @Override
    public long lockGuard(final String ledgerId, final AttemptId attempt) throws WarehouseException {
        return ledger.lockGuard(ledgerId, attempt);
    }

    @Override
    public long setLedger(final AttemptId attempt, final TransactionId id, final Collection<LedgerSet> sets)
            throws WarehouseException {
        return ledger.set(attempt, id, sets);
    }

    @Override
    public long setLedgerUnconditionally(
            final AttemptId attempt, final TransactionId id, final Map<StreamShard, Position> positions)
            throws WarehouseException {
        return ledger.setUnconditionally(attempt, id, positions);
    }

    @Override
    public Set<StreamShard> shardsSetBy(final AttemptId attempt, final Set<StreamShard> shards)
            throws WarehouseException {
        return ledger.setBy(attempt, shards);
    }

    @Override
    public void replaceLedgerRows(final Set<StreamShard> shards, final AttemptId token) throws WarehouseException {
        ledger.replaceRows(shards, token);
    }

    @Override
    public void clearLedger() throws WarehouseException {
        ledger.clear();
    }

    @Override
    public long setGuard(
            final String ledgerId,
            final String expectedToken,
            final AttemptId attempt,
            final TransactionId id,
            final String targetCreated)
            throws WarehouseException {
        return ledger.setGuard(ledgerId, expectedToken, attempt, id, targetCreated);
    }

    @Override
    public void commit() throws WarehouseException {
        transaction.commit();
    }

    @Override
    public void rollback() throws WarehouseException {
        transaction.rollback();
    }

    @Override
    public void dropTemporaries() throws WarehouseException {
        files.drop(isClean());
    }

    @Override
    public void abort(final Predicate<String> names) throws WarehouseException {
        transaction.abort(names);
    }

    /** Whether the next user of the connection can be told so: nothing went wrong, nothing is open. */
    private boolean isClean() {
        return watch.isPresent() && !transaction.isOpen() && !sql.hasFailed();
    }

    @Override
    public void discard() {
        CleanConnection.discard(sql.connection());
    }

    @Override
    public void close() {
        if (isClean()) {
            watch.orElseThrow().leave(new SessionState(files.stage()));
        }
        CleanConnection.giveBack(sql.connection());
    }
}
