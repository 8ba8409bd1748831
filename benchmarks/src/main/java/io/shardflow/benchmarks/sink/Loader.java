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
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** A processor that loads into a table, with a queue of its own that is filled before it is started. Threads: used by one. */
abstract class Loader {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final NifiClient nifi;
    private final Connector connector;
    private final String id;
    private final String maker;

    /**
     * Leads FlowFiles to the processor.
     *
     * @param connector whose group the processor is in, with nothing of it running
     * @param id of the processor
     */
    Loader(final NifiClient nifi, final Connector connector, final Canvas canvas, final String id) {
        this.nifi = nifi;
        this.connector = connector;
        this.id = id;
        this.maker = canvas.maker(connector.groupId(), "records for " + id);
        nifi.queues().connect(connector.groupId(), maker, "success", id);
    }

    /** How tables call it. */
    abstract String label();

    /**
     * Sets which table is loaded, while it is stopped.
     *
     * @param together FlowFiles of a transaction
     */
    abstract void into(String table, int together) throws SQLException;

    /** Records that are loaded for good, of those that the processor has counted. */
    abstract long loaded(Map<String, Long> counters);

    final void configure(final Map<String, String> properties) {
        nifi.processors().configure(id, properties);
    }

    /** Lets FlowFiles wait: answers of each shard, from one up to before another one. */
    final void fill(final StreamShape stream, final int firstAnswer, final int endAnswer) {
        nifi.processors()
                .configure(
                        maker,
                        Map.of(
                                "Stream", stream.name(),
                                "First Answer", Integer.toString(firstAnswer),
                                "End Answer", Integer.toString(endAnswer)));
        final long before = connector.queuedFlowFiles();
        nifi.processors().start(maker, LIMIT);
        Progress.until(
                "making FlowFiles",
                (long) (endAnswer - firstAnswer) * stream.shards(),
                () -> connector.queuedFlowFiles() - before);
        nifi.processors().stop(maker, LIMIT);
    }

    /**
     * Starts the processor and stops it when everything is loaded.
     *
     * @param records that wait
     * @param sampling how often is asked how many are loaded
     * @param watcher is told again and again how many are loaded
     * @return how far the process was with them at which moment
     */
    final List<Sample> drain(
            final long records, final Sampling sampling, final MeasuredProcess process, final LongConsumer watcher) {
        final List<Sample> samples = new ArrayList<>();
        final long before = loaded();
        nifi.processors().start(id, LIMIT);
        Progress.until("loading by " + label(), records, done -> sampling.pause(done, records), () -> {
            final long loaded = loaded() - before;
            samples.add(new Sample(System.nanoTime(), process.cpu().toNanos(), loaded));
            watcher.accept(loaded);
            return loaded;
        });
        nifi.processors().stop(id, LIMIT);
        return samples;
    }

    private long loaded() {
        return loaded(nifi.monitoring().counters(id));
    }
}
