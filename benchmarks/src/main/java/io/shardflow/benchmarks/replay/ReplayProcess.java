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
package io.shardflow.benchmarks.replay;

import io.shardflow.benchmarks.measure.SeparateJvm;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.localstack.process.Workspace;
import java.net.URI;
import java.util.List;

/** The replay server in a process of its own, so that what it takes of the machine is not taken for the consumer's. */
public final class ReplayProcess implements AutoCloseable {

    /** Its buffers are outside of the heap; few objects are made. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=2g", "-XX:+UseSerialGC");

    private final SeparateJvm jvm;

    private ReplayProcess(final SeparateJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts it; it ends with the workspace. */
    public static ReplayProcess start(final Workspace workspace) {
        return new ReplayProcess(SeparateJvm.start(workspace, "replay", OPTIONS, ReplayServer.class));
    }

    /** Where clients find it. */
    public URI endpoint() {
        return jvm.endpoint();
    }

    /** How many records of a stream it has sent, to whomever. */
    public long sent(final StreamShape stream) {
        return jvm.ask("/progress/" + stream.name());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
