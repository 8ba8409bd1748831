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
package io.shardflow.nifi.kinesis.status;

import io.shardflow.nifi.kinesis.status.ConsumerStatus.Committed;
import io.shardflow.nifi.kinesis.status.ConsumerStatus.ShardView;
import io.shardflow.nifi.kinesis.status.ConsumerStatus.View;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far this node has come, at one moment. Pure.
 *
 * @param shards that this node holds, by shard id
 * @param notReading since when no shard could be read at all, because the consumer starts, tries again or has halted; zero
 *     while it runs
 * @param failing the causes of what fails now
 * @param committed since the processor was scheduled
 */
public record Progress(List<ShardLag> shards, Duration notReading, List<Notice> failing, Committed committed) {

    public Progress {
        shards = List.copyOf(shards);
        failing = List.copyOf(failing);
    }

    /**
     * @param oldestArrivals by shard, of the records that were fetched and are not committed, milliseconds since the epoch; asked
     *     for after the view, so that no record is missing in both
     * @param now milliseconds since the epoch, by this machine's clock
     */
    public static Progress of(
            final View view, final Map<String, Long> oldestArrivals, final Duration notReading, final long now) {
        final List<ShardLag> shards = view.shards().stream()
                .filter(ShardView::held)
                .map(shard -> ShardLag.of(shard, oldest(oldestArrivals.get(shard.shardId())), now))
                .toList();
        return new Progress(shards, notReading, view.failing(), view.committed());
    }

    private static OptionalLong oldest(final Long arrival) {
        return arrival == null ? OptionalLong.empty() : OptionalLong.of(arrival);
    }

    /** The shard with the largest lag; empty if no shard has any. */
    public Optional<ShardLag> worst() {
        return shards.stream().filter(shard -> shard.millis() > 0).max(Comparator.comparingLong(ShardLag::millis));
    }

    /** The lag of the worst shard, in milliseconds; of a consumer that does not read, at least for how long it does not. */
    public long lagMillis() {
        return Math.max(worst().map(ShardLag::millis).orElse(0L), notReading.toMillis());
    }

    /** How many calls to AWS fail now and have not worked since. */
    public int failingCalls() {
        return failing.stream().mapToInt(notice -> notice.calls().size()).sum();
    }
}
