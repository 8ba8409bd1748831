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
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A writer whom another one overtakes after every look. */
final class OvertakenWriter {

    private static final StreamShard SHARD = new StreamShard("stream", "shard");

    private OvertakenWriter() {}

    /** How the overtaken load ends. */
    static LoadOutcome load(final Flaw... flaws) {
        final ModelHistory history = new ModelHistory(Scenario.calm(1).with(flaws));
        final ModelNode node = history.node(0);
        final ModelNode rivalNode = history.node(1);
        final LedgerLoader rival = rivalNode.newLoader(rivalNode::newSession, times(0));
        final AtomicInteger next = new AtomicInteger(100);
        final LedgerLoader overtaken = node.newLoader(
                () -> afterEveryLook(node.newSession(), () -> rival.load(batch(rivalNode, next.getAndIncrement()))),
                times(500));
        final AtomicReference<LoadOutcome> outcome = new AtomicReference<>();
        history.scheduler.add(() -> {
            try {
                rival.start();
                overtaken.start();
                outcome.set(overtaken.load(batch(node, 10)));
            } catch (final WarehouseException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        history.scheduler.run();
        return outcome.get();
    }

    private static LoadTimes times(final long limit) {
        return new LoadTimes(Duration.ofMillis(limit), Duration.ofMillis(1), Duration.ofMillis(8));
    }

    private static Batch batch(final ModelNode node, final int sequenceNumber) {
        final Position position = new Position(String.valueOf(sequenceNumber), 0);
        return Batch.of(List.of(node.delivery(List.of(new ModelRecord(SHARD, position)))));
    }

    @FunctionalInterface
    private interface Interruption {
        LoadOutcome run() throws InterruptedException;
    }

    private static WarehouseSession afterEveryLook(final WarehouseSession session, final Interruption interruption) {
        return (WarehouseSession) Proxy.newProxyInstance(
                WarehouseSession.class.getClassLoader(),
                new Class<?>[] {WarehouseSession.class},
                (proxy, method, arguments) -> {
                    try {
                        final Object result = method.invoke(session, arguments);
                        if (method.getName().startsWith("look")) {
                            interruption.run();
                        }
                        return result;
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
