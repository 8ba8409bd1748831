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
import io.shardflow.nifi.snowflake.ledger.Faults.Fault;
import io.shardflow.nifi.snowflake.ledger.Scenario.Event;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** One history: nodes that load records of some shards, and what happens around them, until everything is acknowledged. */
final class ModelHistory implements LoadClock {

    private static final int MOST_STEPS = 30_000;

    /** Whether a finding tells the whole history; slow. */
    private static final boolean TELL = Boolean.getBoolean("shardflow.model.tell");

    final ModelWarehouse warehouse;
    final StepScheduler scheduler;
    final Tally tally = new Tally();

    private final Scenario scenario;
    private final Random random;
    private final List<ModelNode> nodes = new ArrayList<>();
    private final ModelSource source;
    private final ModelWorld world;
    private final Set<ModelRecord> acknowledged = new TreeSet<>();
    /** Went to rejected. */
    private final Set<ModelRecord> rejected = new TreeSet<>();
    /** Cannot be loaded, which is seen before anything is sent. */
    private final Set<ModelRecord> unloadable = new TreeSet<>();

    private final List<String> notes = new ArrayList<>();
    private int faultsLeft;
    private int number;
    private boolean over;

    ModelHistory(final Scenario scenario) {
        this(scenario, Optional.empty());
    }

    /** @param faults instead of the scenario's random ones */
    ModelHistory(final Scenario scenario, final Optional<Faults> faults) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
        this.faultsLeft = scenario.faults();
        this.warehouse = new ModelWarehouse(scenario.awkward(), random);
        this.scheduler = new StepScheduler(random, MOST_STEPS, random.nextDouble() * 0.95, this::everyStep);
        this.warehouse.scheduler = scheduler;
        this.warehouse.hidesRows = scenario.hidesRows();
        this.source = new ModelSource(random, scenario.shards(), scenario.positions(), scenario.ordered());
        for (final DeliveryGuarantee guarantee : scenario.guarantees()) {
            nodes.add(new ModelNode(
                    this,
                    String.valueOf(nodes.size()),
                    guarantee,
                    random,
                    faults.orElse(this::anyFault),
                    scenario.flaws()));
        }
        this.world = new ModelWorld(this, scenario, random, nodes, source);
        makeBadRecords(new Random(~scenario.seed()));
    }

    /** In every third history some records are bad, in one way or the other. */
    private void makeBadRecords(final Random choice) {
        if (choice.nextInt(3) > 0) {
            return;
        }
        for (final ModelRecord row : source.all()) {
            switch (choice.nextInt(8)) {
                case 0 -> unloadable.add(row);
                case 1 -> warehouse.refused.add(row);
                default -> {}
            }
        }
    }

    boolean isUnloadable(final ModelRecord row) {
        return unloadable.contains(row);
    }

    /** Runs the history to its end; throws what is wrong with it. */
    void run() {
        try {
            runToTheEnd();
        } catch (final Finding e) {
            throw e.with(scenario + "\n" + String.join("\n", notes));
        }
    }

    /** Remembers what happens, for the story that a finding tells. */
    void note(final Supplier<String> note) {
        if (TELL) {
            notes.add(scheduler.steps() + " " + note.get());
        }
    }

    private void runToTheEnd() {
        source.deliverAll(nodes);
        for (final ModelNode node : nodes) {
            for (int task = 0; task < scenario.tasks(); task++) {
                scheduler.add(node::work);
            }
        }
        scheduler.run();
        warehouse.endAllDetached();
        tally.steps = scheduler.steps();
        check();
    }

    private void everyStep() {
        warehouse.tick();
        world.turn();
        over = world.isQuiet() && nodes.stream().allMatch(ModelNode::isIdle);
    }

    /** Not that statements are run twice: whoever wants that brings faults of their own. */
    private Fault anyFault() {
        if (faultsLeft == 0 || random.nextInt(40) > 0) {
            return Fault.NONE;
        }
        faultsLeft--;
        return Fault.values()[1 + random.nextInt(Fault.TWICE.ordinal() - 1)];
    }

    ModelNode node(final int index) {
        return nodes.get(index);
    }

    boolean isOver() {
        return over;
    }

    boolean alwaysLooks() {
        return scenario.alwaysLooks();
    }

    /** Whether the local state of all nodes is a copy of one: in every eighth history. */
    boolean haveOneState() {
        return scenario.seed() % 8 == 3;
    }

    boolean isOrdered() {
        return scenario.ordered();
    }

    boolean waitsForOperator() {
        return world.waitsForOperator();
    }

    void callOperator() {
        world.callOperator();
    }

    boolean hasCarelessNeighbours() {
        return scenario.events().contains(Event.CARELESS_NEIGHBOUR);
    }

    ModelRecord anyRecord() {
        return source.anyRecord();
    }

    int nextNumber() {
        return number++;
    }

    <F> List<List<Delivery<F>>> plan(final List<Delivery<F>> deliveries, final TableLoader loader) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        loader.lookAhead(TransactionPlanner.ranges(deliveries));
        return scenario.planned() ? TransactionPlanner.plan(deliveries, loader::isAbove) : List.of(deliveries);
    }

    /** Uploads a batch before its turn in some histories, and loads it when others have worked for a while, or took its session. */
    LoadOutcome load(final Batch batch, final TableLoader loader, final Runnable recall) throws InterruptedException {
        if (!scenario.uploadsAhead() || random.nextBoolean()) {
            return loader.load(batch);
        }
        try (TableLoader.Uploaded uploaded = loader.upload(batch.records())) {
            pause(Duration.ofMillis(random.nextInt(60)));
            if (random.nextInt(3) == 0) {
                recall.run();
            }
            return uploaded.load(batch);
        }
    }

    void acknowledge(final List<ModelRecord> rows) {
        rows.forEach(this::checkLanded);
        acknowledged.addAll(rows);
    }

    /**
     * These records leave instead of being loaded.
     *
     * @param certain whether they are bad; otherwise they were miscounted twice, which good ones are after two bad uploads
     */
    void reject(final List<ModelRecord> rows, final boolean certain) {
        for (final ModelRecord row : rows) {
            if ((certain || warehouse.badUploads < 2)
                    && !unloadable.contains(row)
                    && !warehouse.refused.contains(row)) {
                throw new Finding(Finding.Kind.REJECTED, row + " was rejected though it can be loaded");
            }
        }
        tally.left += rows.size();
        rejected.addAll(rows);
    }

    private void checkLanded(final ModelRecord row) {
        if (!warehouse.latest().rows().containsKey(row) && !warehouse.deletedByHand.contains(row)) {
            throw new Finding(Finding.Kind.LOSS, row + " is acknowledged and not in the table");
        }
    }

    private void check() {
        final ModelState end = warehouse.latest();
        for (final ModelRecord row : source.all()) {
            if (!acknowledged.contains(row) && !rejected.contains(row)) {
                throw new Finding(Finding.Kind.STUCK, row + " neither landed nor left");
            }
            if (acknowledged.contains(row) && (unloadable.contains(row) || warehouse.refused.contains(row))) {
                throw new Finding(Finding.Kind.LOSS, row + " is acknowledged and cannot be loaded");
            }
        }
        acknowledged.forEach(this::checkLanded);
        if (!scenario.guarantees().contains(DeliveryGuarantee.AT_LEAST_ONCE)) {
            end.rows().forEach((row, count) -> {
                if (count > 1 && !warehouse.raced.contains(row)) {
                    throw new Finding(Finding.Kind.DOUBLE, row + " is there " + count + " times");
                }
            });
        }
        if (!warehouse.touchedByHand
                && warehouse.foreign.isEmpty()
                && isLedgerOfPresentTarget(end)
                && scenario.awkward().waiting() != Awkwardness.Waiting.OLD_ROW) {
            checkLedger(end);
        }
    }

    /** Nobody has to start after the target was replaced; until then the ledger speaks of the one before. */
    private boolean isLedgerOfPresentTarget(final ModelState end) {
        return end.guard().stream().allMatch(guard -> guard.targetCreated().equals(warehouse.targetCreated));
    }

    private static void checkLedger(final ModelState end) {
        final Function<StreamShard, Optional<Position>> highest = end::highest;
        end.ledger().values().forEach(row -> {
            if (end.ledgerRows(row.shard()).size() > 1) {
                throw new Finding(Finding.Kind.LEDGER, "two ledger rows of " + row.shard());
            }
            if (row.position().isPresent()
                    && highest.apply(row.shard())
                            .filter(top -> top.isAfter(row.position().get()))
                            .isPresent()) {
                throw new Finding(Finding.Kind.LEDGER, "the target has rows above the ledger's position");
            }
        });
    }

    /** One step is one millisecond. */
    @Override
    public long nanoTime() {
        return Duration.ofMillis(scheduler.steps()).toNanos();
    }

    @Override
    public void pause(final Duration duration) {
        final long end = nanoTime() + duration.toNanos();
        while (nanoTime() < end) {
            scheduler.step();
        }
    }
}
