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

import io.shardflow.nifi.snowflake.ledger.ModelState.LedgerRow;
import io.shardflow.nifi.snowflake.ledger.ModelWarehouse.Table;
import io.shardflow.nifi.snowflake.ledger.Scenario.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Everything that happens around the writers, and the operator whom they call. */
final class ModelWorld {

    private record Due(int step, Event event) {}

    private final ModelHistory history;
    private final ModelWarehouse warehouse;
    private final Random random;
    private final List<ModelNode> nodes;
    private final ModelSource source;
    private final Deque<Due> events = new ArrayDeque<>();
    private int operatorComesAt = Integer.MAX_VALUE;
    private boolean ledgerDropped;

    ModelWorld(
            final ModelHistory history,
            final Scenario scenario,
            final Random random,
            final List<ModelNode> nodes,
            final ModelSource source) {
        this.history = history;
        this.warehouse = history.warehouse;
        this.random = random;
        this.nodes = nodes;
        this.source = source;
        int step = 0;
        for (final Event event : scenario.events()) {
            step += 10 + random.nextInt(60);
            events.add(new Due(step, event));
        }
    }

    boolean isQuiet() {
        return events.isEmpty() && !ledgerDropped && operatorComesAt == Integer.MAX_VALUE;
    }

    boolean waitsForOperator() {
        return ledgerDropped || operatorComesAt != Integer.MAX_VALUE;
    }

    void callOperator() {
        operatorComesAt = Math.min(operatorComesAt, history.scheduler.steps() + random.nextInt(30));
    }

    void turn() {
        final int now = history.scheduler.steps();
        if (operatorComesAt <= now) {
            stopAll();
            ledgerDropped = false;
            operatorComesAt = Integer.MAX_VALUE;
        }
        final boolean idle = nodes.stream().allMatch(ModelNode::isIdle);
        if (!events.isEmpty() && (events.getFirst().step() <= now || idle) && !waitsForOperator()) {
            final Event event = events.removeFirst().event();
            if (isDrop(event) && !nodes.stream().allMatch(ModelNode::isStarted)
                    || event == Event.DOUBLE_LEDGER_ROW && warehouse.hasOpenTransactions() && !idle) {
                events.addFirst(new Due(now + 20, event));
            } else if (event == Event.DROP_LEDGER_AND_REOPEN && !idle && warehouse.holder(Table.LEDGER) == null) {
                events.addFirst(new Due(now + 1, event));
            } else {
                happen(event);
            }
        }
    }

    private void happen(final Event event) {
        history.note(event::name);
        final ModelNode node = nodes.get(random.nextInt(nodes.size()));
        switch (event) {
            case REDELIVER -> source.redeliver(node, warehouse.latest());
            case RECUT -> source.recut(node);
            case CRASH -> node.crash();
            case DELETE_ROW -> deleteRow();
            case DOUBLE_LEDGER_ROW -> doubleLedgerRow();
            case DROP_LEDGER -> dropLedger();
            case DROP_LEDGER_AND_REOPEN -> {
                dropLedger();
                node.reopen();
            }
            case REOPEN -> node.reopen();
            case LOSE_LEDGER -> {
                stopAll();
                warehouse.dropLedger();
            }
            case REPLACE_TARGET -> replaceTarget();
            case ALTER_TARGET -> warehouse.shape = "shape-" + history.nextNumber();
            case CHANGE_TARGET -> node.changeTarget();
            case RESTORE_LEDGER -> restoreLedger();
            case FOREIGN_ROW -> foreignRow();
            case CARELESS_NEIGHBOUR -> {}
        }
    }

    private static boolean isDrop(final Event event) {
        return event == Event.DROP_LEDGER || event == Event.DROP_LEDGER_AND_REOPEN;
    }

    private void dropLedger() {
        warehouse.dropLedger();
        ledgerDropped = true;
        operatorComesAt = history.scheduler.steps() + 150;
    }

    /** All writers stop, what they left open ends; they start again by themselves. */
    private void stopAll() {
        nodes.forEach(ModelNode::crash);
        warehouse.endAllDetached();
    }

    private void deleteRow() {
        final Map<ModelRecord, Integer> rows = new HashMap<>(warehouse.latest().rows());
        rows.keySet().stream().min(ModelRecord::compareTo).ifPresent(row -> {
            rows.remove(row);
            warehouse.deletedByHand.add(row);
            warehouse.put(warehouse.latest().guard(), warehouse.latest().ledger(), rows);
        });
    }

    private void foreignRow() {
        final ModelRecord row = source.anyRecord();
        final Map<ModelRecord, Integer> rows = new HashMap<>(warehouse.latest().rows());
        if (rows.putIfAbsent(row, 1) == null) {
            warehouse.foreign.add(row);
            warehouse.put(warehouse.latest().guard(), warehouse.latest().ledger(), rows);
        }
    }

    private void doubleLedgerRow() {
        final ModelState latest = warehouse.latest();
        latest.ledger().keySet().stream().min(Integer::compareTo).ifPresent(id -> {
            final Map<Integer, LedgerRow> ledger = new HashMap<>(latest.ledger());
            ledger.put(warehouse.newRow(), ledger.get(id));
            warehouse.put(latest.guard(), ledger, latest.rows());
            warehouse.touchedByHand = true;
        });
    }

    private void replaceTarget() {
        stopAll();
        final Map<ModelRecord, Integer> rows = new HashMap<>(warehouse.latest().rows());
        for (final ModelRecord row : source.all()) {
            if (rows.containsKey(row) && random.nextInt(3) == 0) {
                rows.remove(row);
                warehouse.deletedByHand.add(row);
            } else if (!rows.containsKey(row) && random.nextInt(3) == 0) {
                rows.put(row, 1);
            }
        }
        warehouse.targetCreated = "created-" + history.nextNumber();
        warehouse.put(warehouse.latest().guard(), warehouse.latest().ledger(), rows);
    }

    private void restoreLedger() {
        stopAll();
        final List<ModelState> older = new ArrayList<>();
        for (int i = 0; i <= warehouse.head(); i++) {
            if (!warehouse.state(i).guard().isEmpty()) {
                older.add(warehouse.state(i));
            }
        }
        if (!older.isEmpty()) {
            final ModelState chosen = older.get(random.nextInt(older.size()));
            warehouse.put(chosen.guard(), chosen.ledger(), warehouse.latest().rows());
            warehouse.touchedByHand = true;
        }
    }
}
