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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import io.shardflow.nifi.kinesis.state.RowFault;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.stream.MemoryStream;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Verify says of the state is what a start does with it. */
class StateForecastTest {

    private static final StreamIdentity STREAM = new StreamIdentity("arn:stream/orders", 1000);
    private static final StartData START = new StartData(STREAM, OptionalLong.empty());

    private static final Map<String, Consumer<MemoryStateTable>> TABLES = new TreeMap<>(Map.ofEntries(
            Map.entry("no table", table -> {}),
            Map.entry("an empty table", MemoryStateTable::create),
            Map.entry("a mark alone", table -> table.claim(START, "worker")),
            Map.entry("a mark and leases", table -> {
                table.claim(START, "worker");
                table.put(lease("a", "17", Optional.of(START)));
            }),
            Map.entry("leases whose mark is gone", table -> table.put(lease("a", "17", Optional.of(START)))),
            Map.entry("leases of two beginnings", table -> {
                table.put(lease("a", "17", Optional.of(START)));
                table.put(lease("b", "17", Optional.of(new StartData(STREAM, OptionalLong.empty(), Optional.of("r")))));
            }),
            Map.entry(
                    "another stream",
                    table -> table.claim(
                            new StartData(new StreamIdentity("arn:stream/returns", 1000), OptionalLong.empty()),
                            "worker")),
            Map.entry(
                    "a stream created again",
                    table -> table.claim(
                            new StartData(new StreamIdentity(STREAM.arn(), 2000), OptionalLong.empty()), "worker")),
            Map.entry("a corrupt row", table -> {
                table.claim(START, "worker");
                table.put(corrupt("a"));
            }),
            Map.entry("another application of this stream", table -> table.put(lease("a", "17", Optional.empty()))),
            Map.entry("another application of another stream", table -> table.put(lease("a", "18", Optional.empty()))),
            Map.entry(
                    "another application that began at a time",
                    table -> table.put(lease("a", "AT_TIMESTAMP", Optional.empty())))));

    @TestFactory
    Stream<DynamicTest> verifyAndStartAgree() {
        return TABLES.entrySet().stream().flatMap(table -> Stream.of(InitialStreamPosition.values())
                .map(position -> DynamicTest.dynamicTest(
                        table.getKey() + ", " + position, () -> agree(table.getValue(), position))));
    }

    private static void agree(final Consumer<MemoryStateTable> content, final InitialStreamPosition position)
            throws InterruptedException {
        final MemoryStateTable table = new MemoryStateTable();
        content.accept(table);
        if (!table.rows.isEmpty()) {
            table.create();
        }
        final MemoryStream stream = stream();
        final String forecast = told(() -> new StateForecast(StatePreparationTest.settings(position), stream)
                .of(table.scan(), stream.describe(), stream.list()));
        final MockComponentLog log = new MockComponentLog("id", table);
        final String start = told(() -> {
            new StatePreparation(StatePreparationTest.settings(position), stream, table, "worker", log)
                    .prepare(Optional.empty(), new StartTimeline(0));
            return "";
        });
        if (!start.isEmpty()) {
            assertEquals(start, forecast);
            return;
        }
        final boolean goesOn = log.getInfoMessages().stream()
                .anyMatch(message -> message.getMsg().contains("Initial Stream Position is ignored"));
        assertEquals(goesOn, forecast.contains("Initial Stream Position is ignored"), forecast);
        assertEquals(!goesOn, forecast.contains("reading begins at the Initial Stream Position"), forecast);
    }

    @Test
    void saysHowManyShardsAreDone() {
        final String text = new StateForecast(
                        StatePreparationTest.settings(InitialStreamPosition.TRIM_HORIZON), stream())
                .of(
                        List.of(
                                lease("a", "SHARD_END", Optional.of(START)),
                                lease("b", "17", Optional.of(START)),
                                lease("c", "17", Optional.of(START))),
                        STREAM,
                        stream().list());
        assertTrue(text.contains("3 shards, 1 of them finished"), text);
    }

    @Test
    void aTimeInTheFutureIsSaidToBeWaitedFor() {
        final MemoryStream stream = stream();
        final StateForecast forecast =
                new StateForecast(StatePreparationTest.settings(InitialStreamPosition.AT_TIMESTAMP), stream);
        stream.clockMillis = 6_000;
        assertTrue(forecast.of(List.of(), STREAM, stream.list()).contains("waits for that time"));
        stream.clockMillis = 6_001;
        assertEquals(
                "There is no state: reading begins at the Initial Stream Position, At Timestamp 1970-01-01T00:00:07Z.",
                forecast.of(List.of(), STREAM, stream.list()));
    }

    private static String told(final Callable<String> what) {
        try {
            return what.call();
        } catch (final FatalStateException e) {
            return e.getMessage();
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }

    private static MemoryStream stream() {
        final MemoryStream stream = new MemoryStream(
                STREAM, new ShardInfo("a", List.of(), false, "0", "1"), new ShardInfo("b", List.of(), false, "2", "3"));
        stream.records.add("a/17");
        return stream;
    }

    private static StateRow lease(final String shard, final String checkpoint, final Optional<StartData> start) {
        return new StateRow(shard, StateRow.Kind.LEASE, checkpoint, null, 0, start, 0, null);
    }

    private static StateRow corrupt(final String shard) {
        return new StateRow(
                shard,
                StateRow.Kind.LEASE,
                "17",
                null,
                null,
                0,
                Optional.of(START),
                0,
                null,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RowFault("checkpoint", "is missing")));
    }
}
