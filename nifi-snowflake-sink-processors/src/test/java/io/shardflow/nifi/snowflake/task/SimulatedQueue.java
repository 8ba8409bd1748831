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

import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.util.MockFlowFile;

/** A queue, and one task that looks at it once a second and loads what the gate lets go, in {@link #load} milliseconds. */
final class SimulatedQueue {

    private static final long START = 1_795_000_000_000L;
    private static final int HOUR = 3_600_000;

    /** A table whose FlowFiles stay in the queue. */
    static final String IN_TROUBLE = "IN_TROUBLE";

    /** A name is read millions of times. */
    private static final Map<String, Destination> TABLES = new ConcurrentHashMap<>();

    private final BatchGate gate;
    private final int load;
    private final List<MockFlowFile> waiting = new ArrayList<>();
    private final List<MockFlowFile> inHand = new ArrayList<>();
    private long now;
    private long free;
    private int transactions;

    SimulatedQueue(final BatchLimits limits, final int load) {
        this.gate = new BatchGate(limits);
        this.load = load;
    }

    void comes(final int flowFiles, final String table, final int bytes) {
        for (int i = 0; i < flowFiles; i++) {
            final MockFlowFile flowFile = new MockFlowFile(i);
            flowFile.setLastEnqueuedDate(START + now);
            flowFile.setData(new byte[bytes]);
            flowFile.putAttributes(Map.of("table", table));
            waiting.add(flowFile);
        }
    }

    /** A source that has more than the connection holds: FlowFiles in hand keep their room until the transaction has ended. */
    void fills(final int backPressure) {
        comes(backPressure - waiting.size() - inHand.size(), "T", 1);
    }

    /**
     * @param source what comes at each tenth of a second, by milliseconds since the start
     * @return transactions in each hour
     */
    List<Integer> run(final int hours, final LongConsumer source) {
        return IntStream.range(0, hours)
                .mapToObj(hour -> {
                    final int before = transactions;
                    for (final long end = now + HOUR; now < end; now += 100) {
                        tick(source);
                    }
                    return transactions - before;
                })
                .toList();
    }

    private void tick(final LongConsumer source) {
        if (!inHand.isEmpty() && now >= free) {
            gate.begun();
            gate.ended(
                    inHand.size(),
                    inHand.stream().mapToLong(MockFlowFile::getSize).sum(),
                    START + now);
            inHand.clear();
        }
        source.accept(now);
        if (inHand.isEmpty() && now % 1000 == 300) {
            look();
        }
    }

    private static Destination table(final String name) {
        return TABLES.computeIfAbsent(name, text -> new Destination.Table(TableNames.own(text)));
    }

    private static Destination destination(final FlowFile flowFile) {
        return table(flowFile.getAttribute("table"));
    }

    private void look() {
        final QueueSurvey survey = new QueueSurvey(
                SimulatedQueue::destination, table(IN_TROUBLE)::equals, new ShardsInHand().pass(), gate.lastBefore());
        waiting.forEach(survey::filter);
        gate.observe(survey, waiting.size() - survey.inTrouble(), START + now);
        survey.tables().entrySet().stream()
                .filter(table -> gate.isDue(table.getValue(), START + now))
                .findFirst()
                .ifPresent(table -> take(survey, table.getKey()));
    }

    private void take(final QueueSurvey survey, final Destination table) {
        waiting.removeIf(flowFile -> table.equals(destination(flowFile)) && inHand.add(flowFile));
        gate.taken(survey, START + now);
        transactions++;
        free = now + load;
    }
}
