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
package io.shardflow.nifi.kinesis;

import java.util.concurrent.TimeUnit;

/** Puts numbered records into the stream of a fixture, a few every tenth of a second, by a thread of its own. */
final class Load implements AutoCloseable {

    private static final int BATCH = 8;

    private final ConsumerFixture fixture;
    private final Thread thread = new Thread(this::put, "load");
    private volatile boolean closed;
    private volatile int count;

    Load(final ConsumerFixture fixture) {
        this.fixture = fixture;
        thread.start();
    }

    private void put() {
        while (!closed) {
            fixture.put(count, count + BATCH);
            count += BATCH;
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (final InterruptedException e) {
                return;
            }
        }
    }

    /** Ends the load; how many records it put. */
    int end() {
        close();
        return count;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
