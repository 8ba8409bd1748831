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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.MemoryStream;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.nifi.logging.ComponentLog;
import org.junit.jupiter.api.Test;

/** Two starts on one table, in every order of their calls. */
class TwoStartsTest {

    private static final StreamIdentity ORDERS = new StreamIdentity("arn:stream/orders", 1000);
    private static final StreamIdentity RETURNS = new StreamIdentity("arn:stream/returns", 2000);

    /** Thousands of starts would write as many lines. */
    private static final ComponentLog SILENT = (ComponentLog) Proxy.newProxyInstance(
            ComponentLog.class.getClassLoader(),
            new Class<?>[] {ComponentLog.class},
            (proxy, method, arguments) -> null);

    @Test
    void onTwoStreamsOneRunsAndTheOtherStopsBeforeItWritesARow() throws InterruptedException {
        final int orders =
                Interleavings.all(() -> new TwoStarts(ORDERS, RETURNS, InitialStreamPosition.TRIM_HORIZON, "a", "b") {
                    @Override
                    public void check() {
                        final boolean firstRuns = prepared[0] != null;
                        final int loser = firstRuns ? 1 : 0;
                        final StreamIdentity owner = firstRuns ? ORDERS : RETURNS;
                        assertNotNull(prepared[1 - loser]);
                        assertEquals(null, prepared[loser]);
                        assertInstanceOf(FatalStateException.class, failures[loser]);
                        assertTrue(failures[loser].getMessage().contains(owner.arn()), failures[loser].getMessage());
                        assertTrue(failures[loser].getMessage().contains("\"app\""), failures[loser].getMessage());
                        assertEquals(3, table.rows.size());
                        table.rows.values().forEach(row -> assertEquals(owner, row.start().orElseThrow().stream()));
                        table.rows.values().stream()
                                .filter(StateRow::isLease)
                                .forEach(row -> assertEquals("worker-" + (1 - loser), row.owner()));
                    }
                });
        assertTrue(orders > 1000, "orders tried: " + orders);
    }

    @Test
    void onOneStreamBothRunAndBeginAtTheSameTime() throws InterruptedException {
        final int orders = Interleavings.all(() -> new TwoStarts(ORDERS, ORDERS, InitialStreamPosition.LATEST, "a") {
            @Override
            public void check() {
                assertNotNull(prepared[0]);
                assertNotNull(prepared[1]);
                assertEquals(prepared[0].start(), prepared[1].start());
                assertEquals(2, table.rows.size());
                table.rows
                        .values()
                        .forEach(row ->
                                assertEquals(prepared[0].start(), row.start().orElseThrow()));
            }
        });
        assertTrue(orders > 1000, "orders tried: " + orders);
    }

    private abstract static class TwoStarts implements Interleavings.History {

        final MemoryStateTable table = new MemoryStateTable();
        final StatePreparation.Prepared[] prepared = new StatePreparation.Prepared[2];
        final RuntimeException[] failures = new RuntimeException[2];
        private final List<StreamIdentity> streams;
        private final InitialStreamPosition position;
        private final ShardInfo[] shards;

        TwoStarts(
                final StreamIdentity first,
                final StreamIdentity second,
                final InitialStreamPosition position,
                final String... shards) {
            this.streams = List.of(first, second);
            this.position = position;
            this.shards = Stream.of(shards)
                    .map(id -> new ShardInfo(id, List.of(), false, "0", "1"))
                    .toArray(ShardInfo[]::new);
        }

        @Override
        public StateTable table() {
            return table;
        }

        @Override
        public void first(final StateTable view) {
            start(0, view);
        }

        @Override
        public void second(final StateTable view) {
            start(1, view);
        }

        private void start(final int which, final StateTable view) {
            final MemoryStream stream = new MemoryStream(streams.get(which), shards);
            stream.clockMillis += which;
            try {
                prepared[which] = new StatePreparation(
                                StatePreparationTest.settings(position), stream, view, "worker-" + which, SILENT)
                        .prepare(Optional.empty(), new StartTimeline(0));
            } catch (final RuntimeException e) {
                failures[which] = e;
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
