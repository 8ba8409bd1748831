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
package io.shardflow.systemtests;

import io.shardflow.localstack.workload.OrderProducer;
import java.util.concurrent.CompletableFuture;

/** Orders that a thread of their own puts into a stream until they are stopped. */
final class SteadyLoad {

    private final CompletableFuture<Void> producing;
    private volatile boolean wanted = true;

    SteadyLoad(final OrderProducer producer, final int perSecond) {
        producing = CompletableFuture.runAsync(
                () -> producer.produceContinuously(perSecond, () -> wanted),
                task -> Thread.ofPlatform().daemon().name("producer").start(task));
    }

    /** Returns when the last order is put. Fails if the stream has refused any. */
    void stop() {
        wanted = false;
        producing.join();
    }
}
