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

import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.stream.HashRange;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.nifi.util.MockComponentLog;
import software.amazon.kinesis.metrics.NullMetricsFactory;

/** What a shard's reading stands on, with events that the test sees. */
final class SchedulerContexts {

    private SchedulerContexts() {}

    /** @param closed whether Kinesis confirms that a shard has ended */
    static SchedulerContext of(
            final ShardBuffers buffers,
            final ShardFeeds feeds,
            final BooleanSupplier closed,
            final InvocationHandler events) {
        final ShardEnds ends = new ShardEnds() {
            @Override
            public boolean isReallyClosed(final String shardId) {
                return closed.getAsBoolean();
            }

            @Override
            public Optional<HashRange> hashRange(final String shardId) {
                return Optional.empty();
            }
        };
        return new SchedulerContext(
                buffers,
                feeds,
                null,
                ends,
                (SchedulerEvents) Proxy.newProxyInstance(
                        SchedulerContexts.class.getClassLoader(), new Class<?>[] {SchedulerEvents.class}, events),
                true,
                ShardStarts.OLDEST,
                new ReadMetrics(new NullMetricsFactory()),
                new MockComponentLog("id", events));
    }
}
