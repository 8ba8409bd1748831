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

import io.shardflow.nifi.snowflake.settings.BatchLimits;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.nifi.controller.queue.QueueSize;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

/** What waits for a transaction, and what one takes. */
class IntakeTest {

    private static final int MORE_THAN_IS_SEEN = 20_000;
    private static final BatchLimits LIMITS = new BatchLimits(Duration.ofMinutes(5), 1000, 5000, 2000);

    private final Intake intake = new Intake(
            flowFile -> flowFile.getAttribute("table"), "IN_TROUBLE"::equals, LIMITS, () -> 1_795_000_000_000L);

    private static MockFlowFile of(final String table, final String shard) {
        final MockFlowFile flowFile = new MockFlowFile(1);
        flowFile.setLastEnqueuedDate(1_795_000_000_000L);
        flowFile.setData(new byte[1]);
        flowFile.putAttributes(Map.of("table", table, "aws.kinesis.shard.id", shard));
        return flowFile;
    }

    /**
     * Gives what the first connection has of it, as NiFi does.
     *
     * @param size as NiFi counts, which is more than what it shows
     */
    private static ProcessSession session(final int size, final List<List<FlowFile>> connections) {
        return (ProcessSession) Proxy.newProxyInstance(
                IntakeTest.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getQueueSize")) {
                        return new QueueSize(size, size);
                    }
                    return connections.stream()
                            .map(connection -> poll(connection, (FlowFileFilter) arguments[0]))
                            .filter(polled -> !polled.isEmpty())
                            .findFirst()
                            .orElse(List.of());
                });
    }

    private static ProcessSession queue(final int size, final FlowFile... shown) {
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
        try (Intake.Taken taken = intake.take(session(1, connections))) {
            assertThat(taken.flowFiles()).containsExactly(first, second, third);
        }
        final Intake bounded = new Intake(
                flowFile -> flowFile.getAttribute("table"),
                "IN_TROUBLE"::equals,
                new BatchLimits(Duration.ZERO, 2, 1000, 1000),
                () -> 1_795_000_000_000L);
        connections.get(0).add(0, first);
        connections.get(2).addAll(List.of(second, third));
        try (Intake.Taken taken = bounded.take(session(1, connections))) {
            assertThat(taken.flowFiles()).containsExactly(first, second);
        }
    }

    @Test
    void whatATaskHasInHandAndWhatIsInTroubleDoesNotOverflowTheQueue() {
        final FlowFile other = of("T", "b");
        final FlowFile inTrouble = of("IN_TROUBLE", "c");
        try (Intake.Taken first = intake.take(queue(1, of("T", "a")))) {
            first.loaded();
            assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).isEmpty();
            assertThat(taken(MORE_THAN_IS_SEEN + 2, other, inTrouble)).containsExactly(other);
        }
        assertThat(taken(MORE_THAN_IS_SEEN, other, inTrouble)).isEmpty();
        assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).containsExactly(other);
    }

    private List<FlowFile> taken(final int size, final FlowFile... shown) {
        try (Intake.Taken taken = intake.take(queue(size, shown))) {
            return taken.flowFiles();
        }
    }
}
