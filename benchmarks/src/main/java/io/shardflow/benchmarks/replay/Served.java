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

import io.shardflow.benchmarks.stream.StreamShape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many records were sent, by stream. Threads: any. */
final class Served {

    private final Map<String, LongAdder> records = new ConcurrentHashMap<>();

    void add(final StreamShape stream, final int count) {
        records.computeIfAbsent(stream.name(), name -> new LongAdder()).add(count);
    }

    /** Records of a stream; 0 when nobody has asked for any. */
    long records(final String stream) {
        final LongAdder count = records.get(stream);
        return count == null ? 0 : count.sum();
    }
}
