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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardEndingTest {

    private static final String SHARD = "shardId-000000000000";

    private final ByteBudget budget = new ByteBudget(1_000_000);
    private final ShardBuffers buffers = new ShardBuffers(budget, new BatchLimits(1000, 10, Duration.ZERO), lost -> {});
    private final ShardFeeds feeds = new ShardFeeds(() -> FetchLedger.ofPushed(budget));
    private final ShardFeed feed = feeds.open(SHARD);
    private final List<String> failures = new ArrayList<>();

    /** Nobody waits at a feed that is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"GetRecords", "SubscribeToShard"})
    void anEndThatNothingConfirmsIsToldAsAFailureOfTheCallThatHadIt(final String operation) throws Exception {
        feed.open(buffers.open(SHARD, OptionalLong.empty()));
        feed.close();
        final ShardEnding ending = new ShardEnding(feed, operation, context());
        ending.reached(List.of());
        while (ending.isReached()) {
            assertFalse(ending.answer().isShardEnd());
        }
        assertEquals(List.of(operation), failures);
    }

    /** The client library asks again as soon as it has an answer. */
    @Test
    void anEndThatCannotBeToldYetIsNotAskedForOverAndOver() throws Exception {
        final ShardEnding ending = new ShardEnding(feed, "GetRecords", context());
        ending.reached(List.of());
        final long begun = System.nanoTime();
        assertFalse(ending.answer().isShardEnd());
        assertTrue(System.nanoTime() - begun >= Duration.ofMillis(150).toNanos());
        feed.close();
        assertFalse(ending.answer().isShardEnd());
        assertEquals(List.of(), failures);
    }

    private SchedulerContext context() {
        return SchedulerContexts.of(buffers, feeds, () -> false, (proxy, method, arguments) -> {
            failures.add((String) arguments[1]);
            return null;
        });
    }
}
