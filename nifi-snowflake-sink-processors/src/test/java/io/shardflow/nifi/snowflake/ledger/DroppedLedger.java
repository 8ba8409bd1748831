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
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

/** Two writers with the same record: when one is about to commit it, the ledger is dropped and the other opens the table again. */
final class DroppedLedger {

    private static final ModelRecord RECORD =
            new ModelRecord(new StreamShard("stream", "shard"), new Position("10", 0));

    private static final LoadTimes TIMES = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private final ModelHistory history = new ModelHistory(Scenario.calm(1));
    private final ModelNode node = history.node(0);
    private final ModelNode otherNode = history.node(1);
    private final LedgerLoader other = otherNode.newLoader(otherNode::newSession, TIMES);
    private final boolean asSuccessor;
    private boolean inserted;
    private boolean dropped;

    private DroppedLedger(final boolean asSuccessor) {
        this.asSuccessor = asSuccessor;
    }

    /**
     * Runs it to its end.
     *
     * @param asSuccessor whether the table is opened again by the successor of a loader, or by one that may make the ledger
     */
    static void run(final boolean asSuccessor) {
        final DroppedLedger story = new DroppedLedger(asSuccessor);
        story.history.scheduler.add(story::tell);
        story.history.scheduler.run();
    }

    private void tell() {
        try {
            final LedgerLoader loader = node.newLoader(() -> watched(node.newSession()), TIMES);
            loader.start();
            other.start();
            loader.load(batch(node));
        } catch (final WarehouseException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!dropped) {
            throw new IllegalStateException("nothing was dropped");
        }
    }

    private static Batch batch(final ModelNode at) {
        return Batch.of(List.of(at.delivery(List.of(RECORD))));
    }

    private WarehouseSession watched(final WarehouseSession session) {
        return (WarehouseSession) Proxy.newProxyInstance(
                WarehouseSession.class.getClassLoader(),
                new Class<?>[] {WarehouseSession.class},
                (proxy, method, arguments) -> {
                    inserted |= method.getName().equals("insertMissing");
                    if (method.getName().equals("commit") && inserted && !dropped) {
                        dropped = true;
                        history.warehouse.dropLedger();
                        reopen();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void reopen() throws InterruptedException {
        final LedgerLoader again = asSuccessor
                ? other.successor(otherNode::newSession)
                : otherNode.newLoader(otherNode::newSession, TIMES);
        try {
            again.start();
            again.load(batch(otherNode));
        } catch (final WarehouseException e) {
            if (e.kind() != WarehouseException.Kind.LEDGER_GONE) {
                throw new IllegalStateException(e);
            }
        }
    }
}
