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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** SELECTs that search the target, only where Snowflake's statistics of the arrivals let rows be. */
record TargetSearch(TargetTable target) {

    /** Arrival times of one record never change; the hour is slack for whatever else may write the same rows. */
    private static final long SLACK_MILLIS = Duration.ofHours(1).toMillis();

    private MetadataSql metadata() {
        return new MetadataSql(target.metadata());
    }

    /** STREAM, SHARD and HIGHEST of each shard that has rows, not of what arrived before the ranges: that lies below them. */
    String highest(final Collection<ShardRange> ranges, final ArrivalForm form) {
        final MetadataSql metadata = metadata();
        return "SELECT " + metadata.stream("T") + " AS \"STREAM\", " + metadata.shard("T") + " AS \"SHARD\", "
                + metadata.highest("T") + " AS \"HIGHEST\" FROM "
                + target.name().sql() + " T WHERE "
                + searched(ranges, arrivals -> form.of(metadata, "T") + " >= " + arrivals.first(), form) + " AND "
                + metadata.isPosition("T")
                + " GROUP BY 1, 2";
    }

    /** Whatever row has the position of one that is known as I outside, which arrived with the ranges. */
    String sameRow(final Collection<ShardRange> ranges, final ArrivalForm form) {
        final MetadataSql metadata = metadata();
        return "SELECT 1 FROM " + target.name().sql() + " T WHERE "
                + searched(
                        ranges,
                        arrivals -> form.of(metadata, "T") + " BETWEEN " + arrivals.first() + " AND " + arrivals.last(),
                        form)
                + " AND " + metadata.samePosition("T", "I");
    }

    /**
     * Bounds the search by arrival, all shards together and by each window, so that Snowflake prunes; rows without an arrival
     * are always searched, and of a shard that has incoming rows without one, all.
     */
    private String searched(
            final Collection<ShardRange> ranges, final Function<ArrivalRange, String> arrived, final ArrivalForm form) {
        final String unknown = " OR " + form.of(metadata(), "T") + " IS NULL)";
        final List<ArrivalWindow> windows = ArrivalWindow.of(ranges, SLACK_MILLIS);
        final String each = windows.stream()
                .map(window -> "(" + metadata().isOfAny("T", window.shards())
                        + window.arrivals()
                                .filter(bound -> windows.size() > 1)
                                .map(bound -> " AND (" + arrived.apply(bound) + unknown)
                                .orElse("")
                        + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
        return windows.stream()
                        .map(ArrivalWindow::arrivals)
                        .reduce((all, one) -> all.flatMap(own -> one.map(own::and)))
                        .orElseThrow()
                        .map(all -> "(" + arrived.apply(all) + unknown + " AND ")
                        .orElse("")
                + each;
    }
}
