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
package io.shardflow.nifi.kinesis.lifecycle;

import java.time.Duration;

/** Waits between attempts: 1, 2, 4 … up to 30 seconds. Not shared between threads. */
final class Backoff {

    private static final long FIRST_MILLIS = 1000;
    private static final long MAX_MILLIS = 30_000;

    private long next = FIRST_MILLIS;

    Duration next() {
        final Duration wait = Duration.ofMillis(next);
        next = Math.min(MAX_MILLIS, next * 2);
        return wait;
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
