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

/** Something that reads streams, in a process of its own, one stream after the other. Threads: used by one. */
interface StreamReader {

    /** How tables call it. */
    String label();

    MeasuredProcess process();

    GcLog gcLog();

    /** Begins to read a stream from its beginning; returns when that is under way. */
    void start(StreamShape stream);

    /** How many records of the stream it is done with. */
    long done(StreamShape stream);

    /** Ends the reading; returns when nothing of it is left. */
    void stop();
}
