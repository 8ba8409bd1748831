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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.nifi.controller.queue.QueueSize;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a transaction, and what one takes. */
class IntakeTest {

    private static final int MORE_THAN_IS_SEEN = 20_000;
    private static final BatchLimits LIMITS = new BatchLimits(Duration.ofMinutes(5), 1000, 5000, 2000);

    private final Intake intake =
            new Intake(IntakeTest::destination, table("IN_TROUBLE")::equals, LIMITS, () -> 1_795_000_000_000L);

    private int flowFiles;

    private static Destination table(final String name) {
        return new Destination.Table(TableNames.own(name));
    }

    private static Destination destination(final FlowFile flowFile) {
        return table(flowFile.getAttribute("table"));
    }

    private MockFlowFile of(final String table, final String shard) {
        final MockFlowFile flowFile = new MockFlowFile(flowFiles++);
        flowFile.setLastEnqueuedDate(1_795_000_000_000L);
        flowFile.setData(new byte[1]);
        flowFile.putAttributes(Map.of("table", table, "aws.kinesis.shard.id", shard));
        return flowFile;
    }

    /** Calls of get, of all sessions. */
    private int calls;

    /**
     * Gives what the first connection that has any has of it, and begins one connection further at each call, as NiFi does.
     *
     * @param size as NiFi counts, which is more than what it shows
     */
    private ProcessSession session(final int size, final List<List<FlowFile>> connections) {
        return (ProcessSession) Proxy.newProxyInstance(
                IntakeTest.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getQueueSize")) {
                        return new QueueSize(size, size);
                    }
                    final int start = calls++ % connections.size();
                    return IntStream.range(0, connections.size())
                            .mapToObj(i -> connections.get((start + i) % connections.size()))
                            .map(connection -> poll(connection, (FlowFileFilter) arguments[0]))
                            .filter(polled -> !polled.isEmpty())
                            .findFirst()
                            .orElse(List.of());
                });
    }

    private ProcessSession queue(final int size, final FlowFile... shown) {
        return session(size, List.of(new ArrayList<>(List.of(shown))));
    }

    private static List<FlowFile> poll(final List<FlowFile> connection, final FlowFileFilter filter) {
        final List<FlowFile> polled = new ArrayList<>();
        for (final FlowFile flowFile : connection) {
            final FlowFileFilter.FlowFileFilterResult result = filter.filter(flowFile);
            if (result.isAccept()) {
                polled.add(flowFile);
            }
            if (!result.isContinue()) {
                break;
            }
        }
        connection.removeAll(polled);
        return polled;
    }

    @Test
    void aTransactionTakesFromAllConnectionsUpToItsBounds() {
        final FlowFile first = of("T", "a");
        final FlowFile other = of("OTHER", "b");
        final FlowFile second = of("T", "c");
        final FlowFile third = of("T", "d");
        final List<List<FlowFile>> connections = List.of(
                new ArrayList<>(List.of(first, other)), new ArrayList<>(), new ArrayList<>(List.of(second, third)));
        try (Taken taken = intake.take(session(1, connections))) {
            assertThat(taken.flowFiles())
                    .containsExactlyInAnyOrder(first, second, third)
                    .containsSubsequence(second, third);
        }
        connections.get(0).add(0, first);
        connections.get(2).addAll(List.of(second, third));
        try (Taken taken = atOnce(2).take(session(1, connections))) {
            assertThat(taken.flowFiles()).hasSize(2).isSubsetOf(first, second, third);
        }
    }

    @Test
    void spellingsOfATableAreOneTable() {
        final FlowFile first = of("orders", "a");
        final FlowFile second = of("\"ORDERS\"", "a");
        final FlowFile third = of("ORDERS", "a");
        final FlowFile other = of("\"orders\"", "a");
        final List<List<FlowFile>> connections = List.of(new ArrayList<>(List.of(first, second, third, other)));
        try (Taken taken = atOnce(2).take(session(4, connections))) {
            assertThat(taken.flowFiles()).containsExactly(first, second);
            assertThat(taken.destination()).isEqualTo(table("ORDERS"));
        }
        try (Taken taken = atOnce(2).take(session(2, connections))) {
            assertThat(taken.flowFiles()).containsExactly(third);
        }
        try (Taken taken = atOnce(2).take(session(1, connections))) {
            assertThat(taken.flowFiles()).containsExactly(other);
            assertThat(taken.destination()).isEqualTo(table("\"orders\""));
        }
    }

    @Test
    void tablesOfOneNameInTwoSchemasAreTwo() {
        final FlowFile first = of("T", "a");
        final FlowFile second = of("T", "a");
        final List<Destination> ways = List.of(
                new Destination.Table(TableNames.full("D", "ONE", "T")),
                new Destination.Table(TableNames.full("D", "TWO", "T")));
        final Intake tasks = new Intake(
                flowFile -> ways.get(flowFile == first ? 0 : 1),
                way -> false,
                new BatchLimits(Duration.ZERO, 1000, 1000, 1000),
                () -> 1_795_000_000_000L);
        final ProcessSession session = queue(2, first, second);
        try (Taken one = tasks.take(session);
                Taken two = tasks.take(session)) {
            assertThat(one.flowFiles()).containsExactly(first);
            assertThat(one.destination()).isEqualTo(ways.get(0));
            assertThat(two.flowFiles()).containsExactly(second);
            assertThat(two.destination()).isEqualTo(ways.get(1));
        }
    }

    /** Nothing waits for more. */
    private static Intake atOnce(final int mostFlowFiles) {
        return new Intake(
                IntakeTest::destination,
                table("IN_TROUBLE")::equals,
                new BatchLimits(Duration.ZERO, mostFlowFiles, 1000, 1000),
                () -> 1_795_000_000_000L);
    }

    private static List<List<FlowFile>> connections(final int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> (List<FlowFile>) new ArrayList<FlowFile>())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void tablesOfSeveralConnectionsTakeTurns(final int number) {
        for (final Intake each : List.of(atOnce(1000), intake)) {
            final List<List<FlowFile>> connections = connections(number);
            final Map<Destination, Integer> loads = new HashMap<>();
            for (int round = 0; round < 20 * number; round++) {
                for (int i = 0; i < number; i++) {
                    connections.get(i).add(at(round, of("T" + i, "s")));
                }
                try (Taken taken = each.take(session(1, connections))) {
                    // A first load would have the others wait for their age.
                    loads.merge(taken.destination(), 1, Integer::sum);
                }
            }
            assertThat(loads.values()).hasSize(number).allSatisfy(times -> assertThat(times)
                    .isBetween(19, 21));
        }
    }

    /** More than one transaction takes waits in each connection. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void noConnectionWaitsForTheOthersToRunDry(final int number) {
        final Intake bounded = atOnce(2);
        final List<List<FlowFile>> connections = connections(number);
        final Map<String, Integer> loaded = new HashMap<>();
        for (int round = 0; round < 200 * number; round++) {
            for (int i = 0; i < number; i++) {
                while (connections.get(i).size() < 5) {
                    connections.get(i).add(of("T", "connection" + i));
                }
            }
            try (Taken taken = bounded.take(session(1, connections))) {
                taken.flowFiles()
                        .forEach(flowFile ->
                                loaded.merge(flowFile.getAttribute("aws.kinesis.shard.id"), 1, Integer::sum));
            }
        }
        assertThat(loaded).hasSize(number).allSatisfy((shard, times) -> assertThat(times)
                .isGreaterThan(100));
    }

    @Test
    void aTableWhoseShardsAreInHandHoldsUpNoOther() {
        final FlowFile inHand = of("T", "a");
        final FlowFile behindIt = at(1, of("T", "a"));
        final FlowFile other = at(2, of("OTHER", "b"));
        final Intake tasks = atOnce(1000);
        try (Taken first = tasks.take(queue(1, inHand))) {
            assertThat(first.flowFiles()).containsExactly(inHand);
            try (Taken second = tasks.take(queue(2, behindIt, other))) {
                assertThat(second.flowFiles()).containsExactly(other);
            }
            try (Taken third = tasks.take(queue(1, behindIt))) {
                assertThat(third.flowFiles()).isEmpty();
                assertThat(third.othersFirst()).isTrue();
            }
        }
        try (Taken last = tasks.take(queue(1, behindIt))) {
            assertThat(last.flowFiles()).containsExactly(behindIt);
        }
    }

    /** One of which the shard is not known has to do with all of its table. */
    @ParameterizedTest
    @CsvSource({"a, true", "a, false", "'', true", "'', false"})
    void aWholeTransactionIsTakenAheadAndHasItsTurnUnlessItWouldOvertake(final String shard, final boolean settled)
            throws Exception {
        final Intake tasks = atOnce(2);
        final ProcessSession session =
                queue(6, of("T", shard), of("T", "a"), of("T", "a"), of("T", "a"), of("T", "a"), of("T", "a"));
        final Taken first = tasks.take(session);
        assertThat(first.await()).isTrue();
        assertThat(tasks.take(session).flowFiles()).as("before all is read").isEmpty();
        first.letFollow();
        final Taken second = tasks.take(session);
        assertThat(second.flowFiles()).hasSize(2);
        assertThat(tasks.take(session).flowFiles()).as("one ahead").isEmpty();

        final FutureTask<Boolean> turn = new FutureTask<>(second::await);
        final Thread waiting = Thread.ofPlatform().start(turn);
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        if (settled) {
            first.settled();
        }
        first.close();
        assertThat(turn.get(10, TimeUnit.SECONDS)).isEqualTo(settled);
        second.close();
        assertThat(tasks.take(session).flowFiles()).hasSize(2);
    }

    /** What comes meanwhile could be loaded with it. */
    @Test
    void lessThanAWholeTransactionIsNotTakenAhead() throws Exception {
        final Intake tasks = atOnce(2);
        final ProcessSession session = queue(3, of("T", "a"), of("T", "a"), of("T", "a"));
        try (Taken first = tasks.take(session)) {
            assertThat(first.await()).isTrue();
            first.letFollow();
            assertThat(tasks.take(session).flowFiles()).isEmpty();
        }
        assertThat(tasks.take(session).flowFiles()).hasSize(1);
    }

    private static FlowFile at(final int millis, final MockFlowFile flowFile) {
        flowFile.setLastEnqueuedDate(1_795_000_000_000L + millis);
        return flowFile;
    }

    @Test
    void whatATaskHasInHandAndWhatIsInTroubleDoesNotOverflowTheQueue() {
        final FlowFile other = of("T", "b");
        final FlowFile inTrouble = of("IN_TROUBLE", "c");
        try (Taken first = intake.take(queue(1, of("T", "a")))) {
            first.loaded();
            assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).isEmpty();
            assertThat(taken(MORE_THAN_IS_SEEN + 2, other, inTrouble)).containsExactly(other);
        }
        assertThat(taken(MORE_THAN_IS_SEEN, other, inTrouble)).isEmpty();
        assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).containsExactly(other);
    }

    private List<FlowFile> taken(final int size, final FlowFile... shown) {
        try (Taken taken = intake.take(queue(size, shown))) {
            return taken.flowFiles();
        }
    }
}
