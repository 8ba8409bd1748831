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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.json.BlockOutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The streams that tasks write contents with, each used again and again: two for each task that writes. For any thread. */
final class Blocks {

    private final Queue<BlockOutputStream> free = new ConcurrentLinkedQueue<>();

    /** One that nobody else has until it is given back. */
    BlockOutputStream take() {
        final BlockOutputStream taken = free.poll();
        return taken == null ? new BlockOutputStream() : taken;
    }

    void giveBack(final BlockOutputStream taken) {
        free.add(taken);
    }
}
