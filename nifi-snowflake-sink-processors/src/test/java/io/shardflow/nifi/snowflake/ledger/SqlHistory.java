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

import io.shardflow.nifi.snowflake.ledger.Finding.Kind;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One history with the real SQL: two writers load records of two shards, cut and delivered again at random, several FlowFiles in a transaction also where they repeat positions, with lost
 * connections, transactions ended from outside, throttling, crashes, rows of others, and with loads of the one writer between any two statements of the other.
 * Columns are added right before a transaction, by somebody or by a writer itself. One thread; where a rival would wait for the guard's lock, none comes between,
 * and where an ALTER TABLE would wait for rows, nobody alters. The seed decides everything but time.
 */
final class SqlHistory {

    private static final int MOST_ROUNDS = 300;

    /** A seed may come twice. */
    private static final AtomicLong TABLES = new AtomicLong();

    /** One writer: a node with its queue. */
    private final class Writer {
        private final DeliveryGuarantee guarantee;
        private final List<List<ModelRecord>> queue = new ArrayList<>();
        private LedgerLoader loader;

        Writer(final DeliveryGuarantee guarantee) {
            this.guarantee = guarantee;
        }
    }

    private final Random random;
    private final SqlStory story;
    private final List<ModelRecord> records;
    private final List<Writer> writers = new ArrayList<>();
    private final Set<ModelRecord> acknowledged = new HashSet<>();
    private final boolean exactlyOnce;
    private Writer working;
    /** Whether it is a rival between two statements of the other. */
    private boolean nested;

    private boolean locked;
    private boolean changing;
    private boolean isOutdated;
    private int faults = 3;
    private int rivals = 4;
    private int redeliveries = 3;
    private int crashes = 2;
    private int alters = 2;
    private int aborts = 2;
    private int changes = 2;

    SqlHistory(final SqlWarehouse warehouse, final long seed) {
        random = new Random(seed);
        story = new SqlStory(warehouse, "H" + TABLES.incrementAndGet(), Optional.empty());
        records = new ModelSource(random, 2, 3 + random.nextInt(4), false).all();
        exactlyOnce = random.nextInt(4) > 0;
        writers.add(new Writer(DeliveryGuarantee.EXACTLY_ONCE));
        writers.add(new Writer(exactlyOnce ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE));
    }

    /** Runs it to its end; throws what is wrong with it. */
    void run() {
        for (final ModelRecord row : records) {
            if (random.nextInt(6) == 0) {
                story.insert(row);
            }
        }
        deliver(records);
        story.through(this::hand);
        int rounds = 0;
        while (!writers.stream().allMatch(writer -> writer.queue.isEmpty())) {
            if (++rounds > MOST_ROUNDS) {
                throw new Finding(Kind.STUCK, "not everything was acknowledged");
            }
            round(writers.get(random.nextInt(writers.size())));
            if (redeliveries > 0 && random.nextInt(4) == 0) {
                redeliveries--;
                deliver(records.subList(random.nextInt(records.size()), records.size()));
            }
        }
        check();
    }

    /** Cut at random; records of several shards may share a FlowFile. */
    private void deliver(final List<ModelRecord> some) {
        int from = 0;
        while (from < some.size()) {
            final int to = Math.min(some.size(), from + 1 + random.nextInt(3));
            writers.get(random.nextInt(writers.size())).queue.add(List.copyOf(some.subList(from, to)));
            from = to;
        }
    }

    private void round(final Writer writer) {
        final Writer before = working;
        nested = before != null;
        working = writer;
        try {
            if (crashes > 0 && random.nextInt(12) == 0) {
                crashes--;
                writer.loader = null;
            }
            if (writer.loader == null) {
                writer.loader = story.writer(writer.guarantee);
            }
            if (changes > 0 && !nested && random.nextInt(8) == 0) {
                changes--;
                isOutdated = true;
                change(writer);
            }
            if (isOutdated) {
                story.describe();
                isOutdated = false;
            }
            load(writer);
        } catch (final WarehouseException e) {
            if (e.kind() == WarehouseException.Kind.PERMANENT || e.kind() == WarehouseException.Kind.LEDGER_GONE) {
                throw new IllegalStateException(e);
            }
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            working = before;
            nested = false;
        }
    }

    private void change(final Writer writer) throws WarehouseException {
        changing = true;
        try {
            writer.loader.alter(
                    List.of("ALTER TABLE " + story.table + " ADD COLUMN IF NOT EXISTS OWN_" + changes + " VARCHAR"));
        } finally {
            changing = false;
        }
    }

    private void load(final Writer writer) throws InterruptedException {
        final List<Delivery<List<ModelRecord>>> taken = new ArrayList<>();
        while (taken.size() < 3 && !writer.queue.isEmpty() && (taken.isEmpty() || random.nextBoolean())) {
            taken.add(story.delivery(writer.queue.removeFirst()));
        }
        final Deque<List<Delivery<List<ModelRecord>>>> transactions = new ArrayDeque<>();
        if (!taken.isEmpty()) {
            final Predicate<ShardRange> isAbove =
                    random.nextInt(4) == 0 ? range -> false : lookAhead(writer.loader, taken);
            transactions.addAll(random.nextBoolean() ? TransactionPlanner.plan(taken, isAbove) : List.of(taken));
        }
        while (!transactions.isEmpty()) {
            final List<Delivery<List<ModelRecord>>> transaction = transactions.removeFirst();
            final Batch batch = Batch.of(transaction);
            final LoadOutcome outcome = load(writer, batch);
            final List<ModelRecord> rows = transaction.stream()
                    .flatMap(delivery -> delivery.source().stream())
                    .toList();
            if (outcome instanceof LoadOutcome.Loaded loaded) {
                if (loaded.inserted() + loaded.recognised() != rows.size()) {
                    throw new Finding(Kind.LOSS, "inserted and recognised are not all rows");
                }
                acknowledged.addAll(rows);
            } else if (outcome instanceof LoadOutcome.Rejected rejected
                    && (!batch.distinct() || isHeldUp(rejected))
                    && transaction.size() > 1) {
                final int half = transaction.size() / 2;
                transactions.addFirst(transaction.subList(half, transaction.size()));
                transactions.addFirst(transaction.subList(0, half));
            } else if (outcome instanceof LoadOutcome.NotYet
                    || outcome instanceof LoadOutcome.Altered
                    || outcome instanceof LoadOutcome.Rejected rejected && isHeldUp(rejected)) {
                transaction.forEach(delivery -> writer.queue.add(delivery.source()));
                isOutdated |= outcome instanceof LoadOutcome.Altered;
            } else {
                throw new IllegalStateException(outcome.toString());
            }
        }
    }

    private static Predicate<ShardRange> lookAhead(
            final LedgerLoader loader, final List<Delivery<List<ModelRecord>>> taken) {
        loader.lookAhead(TransactionPlanner.ranges(taken));
        return loader::isAbove;
    }

    /** Some batches are uploaded first, and perhaps the other writer works before they are loaded. */
    private LoadOutcome load(final Writer writer, final Batch batch) throws InterruptedException {
        if (random.nextInt(3) > 0) {
            return writer.loader.load(batch);
        }
        try (TableLoader.Uploaded uploaded = writer.loader.upload(batch.records())) {
            if (rivals > 0 && !nested && random.nextBoolean()) {
                rivals--;
                round(writers.get(writers.indexOf(working) == 0 ? 1 : 0));
            } else if (random.nextInt(3) == 0) {
                story.recall();
            }
            return uploaded.load(batch);
        }
    }

    private static boolean isHeldUp(final LoadOutcome.Rejected rejected) {
        return rejected.ground() == LoadOutcome.Ground.SIZE;
    }

    private Object hand(final String sql, final SqlConnections.Execution execution) throws SQLException {
        if (rivals > 0 && !locked && !changing && working != null && random.nextInt(25) == 0) {
            rivals--;
            round(writers.get(writers.indexOf(working) == 0 ? 1 : 0));
        }
        if (alters > 0 && !nested && !changing && sql.startsWith("BEGIN") && random.nextInt(6) == 0) {
            story.alter("ADD COLUMN ADDED_" + alters-- + " VARCHAR");
        }
        if (aborts > 0 && random.nextInt(30) == 0) {
            aborts--;
            story.abortAll();
            locked = false;
        }
        final boolean fault = faults > 0 && random.nextInt(40) == 0;
        final int kind = fault ? random.nextInt(3) : -1;
        faults -= fault ? 1 : 0;
        if (kind == 0) {
            locked = false;
            throw new SqlConnections.Lost();
        }
        if (kind == 1 && !sql.equals("COMMIT")) {
            throw new SQLException("throttled", "57014", 604);
        }
        final Object result = execution.run(sql);
        // Of a transaction that was ended the statements behind the lock still take the ledger's.
        locked = sql.startsWith("UPDATE")
                || sql.startsWith("DELETE")
                || locked && !sql.equals("COMMIT") && !sql.equals("ROLLBACK");
        if (kind == 2) {
            locked = false;
            throw new SqlConnections.Lost();
        }
        return result;
    }

    private void check() {
        final Map<String, Long> found =
                story.positions().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        for (final ModelRecord row : records) {
            final long count = found.getOrDefault(SqlStory.position(row), 0L);
            if (count == 0 || !acknowledged.contains(row)) {
                throw new Finding(Kind.LOSS, row + " is not there, or was not acknowledged");
            }
            if (count > 1 && exactlyOnce) {
                throw new Finding(Kind.DOUBLE, row + " is there " + count + " times");
            }
        }
        records.stream().collect(Collectors.groupingBy(ModelRecord::shard)).forEach((shard, rows) -> {
            final List<Optional<String>> ledger = story.ledger(shard);
            if (ledger.size() != 1) {
                throw new Finding(Kind.LEDGER, ledger.size() + " ledger rows of " + shard);
            }
            final String highest =
                    SqlStory.number(rows.stream().max(ModelRecord::compareTo).orElseThrow());
            if (ledger.getFirst().isPresent() && !ledger.getFirst().get().equals(highest)) {
                throw new Finding(Kind.LEDGER, "position " + ledger.getFirst() + " instead of " + highest);
            }
        });
    }
}
