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
package io.shardflow.nifi.kinesis.kcl;

import java.time.Duration;

/**
 * When a shard is asked again. Kinesis allows five GetRecords calls a second per shard to all consumers together (quotas
 * page of the developer guide), so that two applications fit beside each other at the full pace. A shard that has brought
 * nothing for a while is asked once a second, and at the full pace again from its first record on.
 *
 * <p><b>Threading.</b> The shard's fetching thread.
 */
final class PollPace {

    static final Duration FULL = Duration.ofMillis(400);
    static final Duration IDLE = Duration.ofSeconds(1);

    /** About two seconds: a shard with a record a second stays at the full pace. */
    private static final int EMPTY_BEFORE_IDLE = 5;

    private final Duration full;
    private final Duration idle;
    private long lastCall;
    private boolean called;
    private int empty;
    private boolean failed;

    private PollPace(final Duration full, final Duration idle) {
        this.full = full;
        this.idle = idle;
    }

    /** Of a shard that is asked. */
    static PollPace ofPolling() {
        return new PollPace(FULL, IDLE);
    }

    /** Of a shard that answers when it has something: only failures are followed by a pause. */
    static PollPace ofPushed() {
        return new PollPace(Duration.ZERO, Duration.ZERO);
    }

    /** How long to wait from now on; not above 0 if the next call is due. */
    Duration untilNext(final long now) {
        if (!called) {
            return Duration.ZERO;
        }
        return gap().minusNanos(now - lastCall);
    }

    private Duration gap() {
        if (failed) {
            return IDLE;
        }
        return empty >= EMPTY_BEFORE_IDLE ? idle : full;
    }

    void called(final long now) {
        called = true;
        lastCall = now;
    }

    void answered(final int records) {
        failed = false;
        empty = records > 0 ? 0 : empty + 1;
    }

    void failed() {
        failed = true;
    }

    /**
     * The last call has brought only what was known before, and the shard has more: the next one is due, unless the call before has
     * brought nothing either. To be called ahead of {@link #answered}.
     */
    void broughtNothingNew() {
        called = empty > 0;
    }
}
