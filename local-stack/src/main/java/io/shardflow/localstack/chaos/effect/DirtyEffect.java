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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.chaos.site.Load;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Bad records come between the orders: it begins with the first one that the stream takes, and is missed if none comes. */
record DirtyEffect(Load load, Duration patience) implements Effect {

    /** Of a hundred orders, which take two seconds, several have a bad one behind them. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);

    DirtyEffect(final Load load) {
        this(load, PATIENCE);
    }

    @Override
    public void begin() throws MissedException {
        final long before = load.bad().count();
        load.dirty(true);
        final long deadline = System.nanoTime() + patience.toNanos();
        while (load.bad().count() == before) {
            if (System.nanoTime() - deadline > 0) {
                load.dirty(false);
                throw new MissedException("no bad record");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    @Override
    public void end() {
        load.dirty(false);
    }
}
