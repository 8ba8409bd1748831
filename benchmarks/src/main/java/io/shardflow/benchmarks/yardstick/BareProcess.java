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
package io.shardflow.benchmarks.yardstick;

import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.SeparateJvm;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.process.Workspace;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link BareClientLibrary} in a JVM of its own that has the heap of the stack's NiFi. */
public final class BareProcess implements AutoCloseable {

    /** The shortest that the library's polling was made for: Kinesis allows five calls a second for each shard. */
    public static final Duration SHORTEST = Duration.ofMillis(200);

    private final SeparateJvm jvm;

    private BareProcess(final SeparateJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts it; it ends with the workspace. */
    public static BareProcess start(final Workspace workspace, final URI kinesis, final URI dynamoDb) {
        final List<String> options = new ArrayList<>(NifiServer.Options.DEFAULT_JVM_OPTIONS);
        options.add(GcLog.OPTION);
        return new BareProcess(SeparateJvm.start(
                workspace,
                "bare-client-library",
                options,
                BareClientLibrary.class,
                kinesis.toString(),
                dynamoDb.toString()));
    }

    public MeasuredProcess process() {
        return jvm.process();
    }

    public GcLog gcLog() {
        return new GcLog(jvm.folder().resolve(GcLog.FILE));
    }

    /**
     * Begins to read a stream.
     *
     * @param application whose leases have the stream's shards, none of them ever checkpointed
     * @param pause between two calls for a shard
     */
    public void startReading(final String stream, final String application, final Duration pause) {
        jvm.ask("/start?" + stream + '&' + application + '&' + pause.toMillis());
    }

    /** Records read since the last start. */
    public long read() {
        return jvm.ask("/read");
    }

    /** Returns when nothing is read any more. */
    public void stopReading() {
        jvm.ask("/stop");
    }

    @Override
    public void close() {
        jvm.close();
    }
}
