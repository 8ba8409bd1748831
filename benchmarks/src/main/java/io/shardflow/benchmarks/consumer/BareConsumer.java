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
package io.shardflow.benchmarks.consumer;

import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.yardstick.BareProcess;

/** The client library alone, as one of the readers. */
final class BareConsumer implements StreamReader {

    private final BareProcess bare;

    BareConsumer(final BareProcess bare) {
        this.bare = bare;
    }

    @Override
    public String label() {
        return "bare client library";
    }

    @Override
    public MeasuredProcess process() {
        return bare.process();
    }

    @Override
    public GcLog gcLog() {
        return bare.gcLog();
    }

    /** Streams of as many shards share an application: making the tables of a new one takes the library half a minute. */
    @Override
    public void start(final StreamShape stream) {
        bare.startReading(stream.name(), "bare-" + stream.shards(), BareProcess.SHORTEST);
    }

    @Override
    public long done(final StreamShape stream) {
        return bare.read();
    }

    @Override
    public void stop() {
        bare.stopReading();
    }
}
