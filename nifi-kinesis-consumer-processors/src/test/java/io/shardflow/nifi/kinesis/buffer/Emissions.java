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
package io.shardflow.nifi.kinesis.buffer;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Emissions for tests. */
public final class Emissions {

    private Emissions() {}

    /**
     * The first one of a shard.
     *
     * @param beginsAt as of {@link LeaseIncarnation}
     */
    public static Emission first(
            final String shardId, final OptionalLong beginsAt, final List<BufferedRecord> records) {
        final LeaseIncarnation incarnation =
                new LeaseIncarnation(shardId, beginsAt, new ByteBudget(1_000_000_000), () -> {}, lost -> {});
        incarnation.accept(records, 0, 42);
        return incarnation
                .take(new BatchLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO), 0)
                .orElseThrow();
    }
}
