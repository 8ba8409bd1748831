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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.benchmarks.measure.Sample;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** PutSnowflake of the flow as it is shipped, with a queue that is filled before it is started. Threads: used by one. */
final class SinkInNifi {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final NifiClient nifi;
    private final Connector connector;
    private final String sink;
    private final String maker;

    /** @param connector with its parameters set and its services enabled, nothing of it running */
    SinkInNifi(final NifiClient nifi, final Connector connector, final Canvas canvas) {
        this.nifi = nifi;
        this.connector = connector;
        this.sink = connector.processor(Connector.SINK).id();
        this.maker = canvas.maker(connector.groupId(), "make records");
        nifi.queues().connect(connector.groupId(), maker, "success", sink);
    }

    /** Which table is loaded, and how many FlowFiles with one transaction. */
    void configure(final String table, final int together) {
        connector.set(Map.of("Snowflake Destination Table", table));
        nifi.processors().configure(sink, Map.of("Maximum FlowFiles per Transaction", Integer.toString(together)));
    }

    /** Lets FlowFiles wait. @param flowFiles how many */
    void fill(final StreamShape stream, final int firstAnswer, final int flowFiles) {
        nifi.processors()
                .configure(maker, Map.of("Stream", stream.name(), "First Answer", Integer.toString(firstAnswer)));
        nifi.processors().start(maker, LIMIT);
        Progress.until("making FlowFiles", flowFiles, connector::queuedFlowFiles);
        nifi.processors().stop(maker, LIMIT);
    }

    /**
     * Starts the sink and stops it when everything is loaded.
     *
     * @param records that wait
     * @param watcher is told again and again how many are loaded
     * @return how far the process was with them at which moment
     */
    List<Sample> drain(final long records, final MeasuredProcess process, final LongConsumer watcher) {
        final List<Sample> samples = new ArrayList<>();
        final long before = loaded();
        nifi.processors().start(sink, LIMIT);
        Progress.until("loading", records, () -> {
            final long loaded = loaded() - before;
            samples.add(new Sample(System.nanoTime(), process.cpu().toNanos(), loaded));
            watcher.accept(loaded);
            return loaded;
        });
        nifi.processors().stop(sink, LIMIT);
        return samples;
    }

    private long loaded() {
        final Map<String, Long> counters = nifi.monitoring().counters(sink);
        return counters.getOrDefault("Rows Loaded", 0L) + counters.getOrDefault("Rows Recognised", 0L);
    }
}
