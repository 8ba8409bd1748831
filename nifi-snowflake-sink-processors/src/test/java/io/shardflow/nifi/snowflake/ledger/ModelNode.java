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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.Faults.Fault;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** One NiFi node with its queue of FlowFiles: runs the real loader, dies, comes back with its queue and, as a rule, its id. */
final class ModelNode {

    final DeliveryGuarantee guarantee;
    final List<List<ModelRecord>> queue = new ArrayList<>();
    /** For a mutant: the ledger that a running loader takes for the right one. */
    String knownLedger = "";

    private final ModelHistory history;
    private final String name;
    private final Random random;
    private final Faults faults;
    private final Set<Flaw> flaws;
    private final LoadTimes times;
    private final List<List<ModelRecord>> inFlight = new ArrayList<>();
    /** Names what {@link #content} gives. */
    private record SpooledRecords(long number) implements Records {}

    private final Map<Records, List<ModelRecord>> spool = new HashMap<>();
    private final List<ModelSession> idle = new ArrayList<>();
    private final List<ModelSession> sessions = new ArrayList<>();
    private int life;
    /** Part of its id: which of its local states it has. */
    private int state;

    private LedgerLoader loader;
    private Loan lent;
    private boolean started;
    private boolean starting;
    private boolean reopening;
    /** Whether its next record needs the target changed. */
    private boolean changing;

    ModelNode(
            final ModelHistory history,
            final String name,
            final DeliveryGuarantee guarantee,
            final Random random,
            final Faults faults,
            final Set<Flaw> flaws) {
        this.history = history;
        this.name = name;
        this.guarantee = guarantee;
        this.random = random;
        this.faults = faults;
        this.flaws = flaws;
        this.times =
                new LoadTimes(Duration.ofMillis(20 + random.nextInt(150)), Duration.ofMillis(1), Duration.ofMillis(8));
        newLoader();
    }

    private void newLoader() {
        started = false;
        starting = false;
        reopening = false;
        changing = false;
        final int born = life;
        loader = newLoader(new Sessions(born), times);
    }

    /** Something needed mending: the table is opened again, by the loader's successor. */
    void reopen() {
        if (!started) {
            return;
        }
        note(() -> "reopen");
        final int born = life;
        loader = loader.successor(new Sessions(born));
        started = false;
        reopening = true;
    }

    void changeTarget() {
        changing = true;
    }

    LedgerLoader newLoader(final WarehouseSessions opener, final LoadTimes loadTimes) {
        return new LedgerLoader(
                "T",
                opener,
                guarantee,
                history.alwaysLooks(),
                new LoaderRun(
                        loadTimes,
                        history,
                        new ShardClaims(),
                        new LifeNames(
                                history.haveOneState() ? "N_" : "N" + name + "_" + state + "_",
                                name + "_" + life + "_",
                                history)));
    }

    /** Those of one life begin alike, and so do those of all lives of the node, and of those with a copy of its state. */
    private record LifeNames(String id, String run, ModelHistory history) implements AttemptNames {

        @Override
        public AttemptId get() {
            return new AttemptId(id + run + history.nextNumber());
        }

        @Override
        public boolean isOfEarlierRun(final String transaction) {
            return transaction.startsWith(id) && !transaction.startsWith(id + run);
        }
    }

    boolean has(final Flaw flaw) {
        return flaws.contains(flaw);
    }

    int life() {
        return life;
    }

    boolean isStarted() {
        return started;
    }

    boolean isIdle() {
        return queue.isEmpty() && inFlight.isEmpty();
    }

    void note(final Supplier<String> note) {
        history.note(() -> "node " + name + ": " + note.get());
    }

    Fault nextFault() {
        return faults.next();
    }

    List<ModelRecord> content(final Records records) {
        return spool.get(records);
    }

    /** Everything on the heap is gone, the queue is on disk; of the local state that is not certain. */
    void crash() {
        life++;
        if (random.nextInt(4) == 0) {
            state++;
        }
        note(() -> "crash");
        sessions.forEach(session -> session.die(false));
        sessions.clear();
        idle.clear();
        spool.clear();
        queue.addAll(0, inFlight);
        inFlight.clear();
        newLoader();
    }

    /** Of one life; all of them may be recalled. */
    private final class Sessions implements WarehouseSessions {
        private final int born;

        Sessions(final int born) {
            this.born = born;
        }

        @Override
        public WarehouseSession open() {
            return ModelNode.this.open(born);
        }

        @Override
        public WarehouseSession openOnLoan(final Loan loan) {
            lent = loan;
            return open();
        }
    }

    /** Somebody else needs the session that was lent last. */
    void recall() {
        lent.recall();
    }

    private WarehouseSession open(final int born) {
        history.scheduler.step();
        checkLife(born);
        if (!idle.isEmpty() && random.nextInt(4) > 0) {
            final ModelSession session = idle.removeLast();
            if (history.hasCarelessNeighbours() && random.nextInt(6) == 0) {
                session.transaction().inserted.add(history.anyRecord());
            }
            session.clean();
            return session;
        }
        return newSession();
    }

    ModelSession newSession() {
        final ModelSession session = new ModelSession(history.warehouse, this, flaws);
        sessions.add(session);
        return session;
    }

    void giveBack(final ModelSession session) {
        idle.add(session);
    }

    /** A task of the processor: until the history is over. */
    void work() {
        while (!history.isOver()) {
            try {
                round();
            } catch (final ModelConnection.Crash e) {
                // The node has come back already; this task begins anew.
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void round() throws InterruptedException {
        final int born = life;
        history.scheduler.step();
        checkLife(born);
        if (!started) {
            if (!starting && (reopening || !history.waitsForOperator())) {
                start(born);
            }
            return;
        }
        final LedgerLoader opened = loader;
        if (changing) {
            changing = false;
            change(opened, born);
        }
        final List<Delivery<List<ModelRecord>>> deliveries = take();
        final List<List<Delivery<List<ModelRecord>>>> plan = history.plan(deliveries, opened);
        checkLife(born);
        for (final List<Delivery<List<ModelRecord>>> transaction : plan) {
            final boolean loaded = new ModelLoad(history, this, opened, born).load(transaction);
            if (!loaded && history.isOrdered()) {
                queue.addAll(0, inFlight);
                inFlight.clear();
                return;
            }
        }
    }

    private void change(final LedgerLoader opened, final int born) {
        note(() -> "change");
        try {
            opened.alter(List.of("shape-" + history.nextNumber()));
        } catch (final WarehouseException e) {
            if (e.kind() == WarehouseException.Kind.LEDGER_GONE) {
                history.callOperator();
            }
            changing = true;
        }
        checkLife(born);
    }

    private void start(final int born) {
        starting = true;
        boolean done = false;
        try {
            loader.start();
            done = true;
        } catch (final WarehouseException e) {
            if (e.kind() == WarehouseException.Kind.PERMANENT) {
                throw new Refused(e.getMessage());
            }
            if (e.kind() == WarehouseException.Kind.LEDGER_GONE && loader.isSuccessor()) {
                reopening = false;
                history.callOperator();
            }
        }
        checkLife(born);
        starting = false;
        started = done;
        reopening &= !done;
    }

    private List<Delivery<List<ModelRecord>>> take() {
        final List<Delivery<List<ModelRecord>>> taken = new ArrayList<>();
        final int most = 1 + random.nextInt(4);
        while (taken.size() < most && !queue.isEmpty()) {
            final List<ModelRecord> flowFile =
                    queue.remove(history.isOrdered() || random.nextInt(3) > 0 ? 0 : random.nextInt(queue.size()));
            if (flowFile.stream().allMatch(history::isUnloadable)) {
                history.reject(flowFile, true);
            } else {
                inFlight.add(flowFile);
                taken.add(delivery(flowFile));
            }
        }
        return taken;
    }

    /** The FlowFile without the records that cannot be loaded. */
    Delivery<List<ModelRecord>> delivery(final List<ModelRecord> flowFile) {
        return delivery(
                flowFile,
                flowFile.stream().filter(row -> !history.isUnloadable(row)).toList());
    }

    Delivery<List<ModelRecord>> delivery(final List<ModelRecord> flowFile, final List<ModelRecord> rows) {
        final SpooledRecords records = new SpooledRecords(history.nextNumber());
        spool.put(records, rows);
        return new Delivery<>(
                flowFile,
                records,
                List.of(new LoadColumn("KINESISMETADATA", history.warehouse.shape, List.of("kinesisMetadata"))),
                Optional.of(history.warehouse.shape),
                ranges(rows));
    }

    private static Map<StreamShard, ShardRange> ranges(final List<ModelRecord> flowFile) {
        final Map<StreamShard, ShardRange> ranges = new HashMap<>();
        for (final ModelRecord row : flowFile) {
            ranges.merge(
                    row.shard(),
                    new ShardRange(row.shard(), row.position(), row.position(), Optional.empty(), 1),
                    ShardRange::and);
        }
        return ranges;
    }

    void done(final List<ModelRecord> flowFile) {
        inFlight.remove(flowFile);
    }

    /** Nothing more is loaded until the operator has come. */
    void halt() {
        started = false;
        history.callOperator();
    }

    /** The FlowFiles go back into the queue. */
    void giveUp(final List<Delivery<List<ModelRecord>>> transaction) {
        if (history.isOrdered()) {
            return;
        }
        for (final Delivery<List<ModelRecord>> delivery : transaction) {
            if (inFlight.remove(delivery.source())) {
                queue.add(random.nextInt(queue.size() + 1), delivery.source());
            }
        }
    }

    void checkLife(final int born) {
        if (born != life) {
            throw new ModelConnection.Crash();
        }
    }

    /** The target was refused at start. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(final String message) {
            super(message);
        }
    }
}
