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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** One table, its writers, and what comes between their statements. Used by one thread. */
final class SqlStory {

    static final StreamShard SHARD = new StreamShard("orders", "shardId-000000000001");

    private static final LoadTimes TIMES =
            new LoadTimes(Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofMillis(8));

    final SqlWarehouse warehouse;
    final String table;
    final ConnectionSource pool;
    private final SqlConnections connections;
    private final Optional<SqlMutant> mutant;
    private SqlConnections.Hand hand = (sql, execution) -> execution.run(sql);
    private Optional<String> shape = Optional.empty();
    private long arrival = SqlWarehouse.ARRIVAL;
    private boolean between;
    private boolean mutated;

    SqlStory(final SqlWarehouse warehouse, final String table, final Optional<SqlMutant> mutant) {
        this.warehouse = warehouse;
        this.table = table;
        this.mutant = mutant;
        this.pool = warehouse.carelessPool();
        this.connections = new SqlConnections(pool);
        warehouse.execute("CREATE TABLE " + table + " (KINESISMETADATA VARIANT)");
        connections.through(this::run);
    }

    /** Whether a statement came by that the mutant is about. */
    boolean isMutated() {
        return mutated;
    }

    /** What is done at each statement from now on, except while it itself is done. */
    void through(final SqlConnections.Hand other) {
        hand = other;
    }

    private Object run(final String sql, final SqlConnections.Execution execution) throws SQLException {
        final String wanted = mutant.filter(wrong -> wrong.concerns(execution))
                .map(wrong -> wrong.apply(sql))
                .orElse(sql)
                .replace("LOCK_TIMEOUT = 10", "LOCK_TIMEOUT = 1");
        mutated |= !sql.startsWith("ALTER SESSION") && !wanted.equals(sql);
        if (between) {
            return execution.run(wanted);
        }
        between = true;
        try {
            return hand.run(wanted, execution);
        } finally {
            between = false;
        }
    }

    /** A started loader of a node of its own. */
    LedgerLoader writer(final DeliveryGuarantee guarantee) throws WarehouseException {
        return writer(guarantee, TIMES);
    }

    LedgerLoader writer(final DeliveryGuarantee guarantee, final LoadTimes times) throws WarehouseException {
        final JdbcWarehouseSessions sessions = describe();
        final LedgerLoader loader = new LedgerLoader(
                table,
                sessions,
                guarantee,
                false,
                new LoaderRun(times, LoadClock.system(), new ShardClaims(), () -> AttemptId.random("SF")));
        loader.start();
        return loader;
    }

    LedgerLoader writer() throws WarehouseException {
        return writer(DeliveryGuarantee.EXACTLY_ONCE);
    }

    /** The table as it is now; FlowFiles are loaded by this description from now on. */
    JdbcWarehouseSessions describe() throws WarehouseException {
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, table);
        shape = sessions.target().shape();
        return sessions;
    }

    /** Somebody else needs the connection that was lent last. */
    void recall() {
        connections.recall();
    }

    /** Somebody ends all transactions that are open, whoever is working in them. */
    void abortAll() {
        for (final String transaction : warehouse.query("SHOW TRANSACTIONS")) {
            warehouse.query("SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
        }
    }

    /** Does so once, right before a statement. */
    void abortBefore(final Predicate<String> statement) {
        final AtomicBoolean done = new AtomicBoolean();
        through((sql, execution) -> {
            if (statement.test(sql) && done.compareAndSet(false, true)) {
                abortAll();
            }
            return execution.run(sql);
        });
    }

    /** Somebody else's ALTER TABLE. */
    void alter(final String change) {
        warehouse.execute("ALTER TABLE " + table + " " + change);
    }

    /** The records as a FlowFile for the table as it was last described. */
    Delivery<List<ModelRecord>> delivery(final List<ModelRecord> records) {
        return warehouse.delivery(records, shape, arrival);
    }

    /** @param number with the sub-sequence number behind a dot, 0 if there is none */
    static ModelRecord record(final String number) {
        final String[] parts = number.split("\\.");
        return new ModelRecord(SHARD, new Position(parts[0], parts.length == 1 ? 0 : Integer.parseInt(parts[1])));
    }

    /** Whether these records of one shard lie above all that the table has, as a loader finds out before it loads them. */
    boolean lookAhead(final LedgerLoader loader, final String... numbers) {
        final Map<StreamShard, ShardRange> ranges =
                delivery(Arrays.stream(numbers).map(SqlStory::record).toList()).shards();
        loader.lookAhead(ranges);
        return loader.isAbove(ranges.get(SHARD));
    }

    /** Loads one FlowFile of these records of one shard. */
    LoadOutcome load(final LedgerLoader loader, final String... numbers) {
        return load(loader, List.of(Arrays.asList(numbers)));
    }

    /** Loads two FlowFiles of these records of one shard in one transaction. */
    LoadOutcome load(final LedgerLoader loader, final List<String> first, final List<String> second) {
        return load(loader, List.of(first, second));
    }

    private LoadOutcome load(final LedgerLoader loader, final List<List<String>> flowFiles) {
        try {
            return loader.load(Batch.of(flowFiles.stream()
                    .map(numbers ->
                            delivery(numbers.stream().map(SqlStory::record).toList()))
                    .toList()));
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Records that are loaded from now on arrived then, in milliseconds. */
    void arriving(final long time) {
        arrival = time;
    }

    /** Somebody else's committed row, with an arrival in JSON. */
    void insert(final String number, final String arrivalJson) {
        warehouse.execute(SqlWarehouse.insert(table, record(number), arrivalJson));
    }

    /** Somebody else's committed row. */
    void insert(final String number) {
        insert(record(number));
    }

    void insert(final ModelRecord row) {
        warehouse.execute(SqlWarehouse.insert(table, row));
    }

    /** Stream, shard and number of a row, as {@link #positions} has them. */
    static String position(final ModelRecord row) {
        return row.shard().stream() + "|" + row.shard().shardId() + "|" + number(row);
    }

    /** As in {@link #record}. */
    static String number(final ModelRecord row) {
        return row.position().sequenceNumber() + "." + row.position().subSequenceNumber();
    }

    /** One for each row of the table. */
    List<String> positions() {
        return warehouse.query("SELECT KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:shardId::VARCHAR,"
                + " KINESISMETADATA:sequenceNumber::VARCHAR || '.' || KINESISMETADATA:subSequenceNumber::VARCHAR FROM "
                + table);
    }

    /** The positions of a shard's ledger rows, each empty if it has none. */
    List<Optional<String>> ledger(final StreamShard shard) {
        return warehouse
                .query("SELECT COALESCE(SEQUENCE_NUMBER || '.' || SUB_SEQUENCE_NUMBER, '') FROM " + table
                        + "_SHARDFLOW_LEDGER WHERE STREAM = '" + shard.stream() + "' AND SHARD = '" + shard.shardId()
                        + "'")
                .stream()
                .map(text -> text.isEmpty() ? Optional.<String>empty() : Optional.of(text))
                .toList();
    }

    /** Positions in the table, as they are in {@link #record}, one for each row. */
    List<String> rows() {
        return warehouse
                .query("SELECT KINESISMETADATA:sequenceNumber::VARCHAR || '.'"
                        + " || KINESISMETADATA:subSequenceNumber::VARCHAR FROM " + table)
                .stream()
                .sorted(Comparator.comparing(SqlStory::record))
                .toList();
    }

    /** The ledger's position of the shard. */
    List<String> ledger() {
        return warehouse.query("SELECT SEQUENCE_NUMBER FROM " + table + "_SHARDFLOW_LEDGER");
    }
}
