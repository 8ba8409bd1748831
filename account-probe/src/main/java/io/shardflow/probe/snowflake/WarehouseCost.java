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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a warehouse costs that is awake for the probe alone, in credits. Pure. */
final class WarehouseCost {

    /** As SHOW WAREHOUSES names them; an X-Small one costs a credit an hour, each size up twice as much (Snowflake's "Overview of warehouses"). */
    private static final List<String> SIZES = List.of(
            "X-Small",
            "Small",
            "Medium",
            "Large",
            "X-Large",
            "2X-Large",
            "3X-Large",
            "4X-Large",
            "5X-Large",
            "6X-Large");

    /**
     * What one of generation 2 costs more on AWS and Google Cloud; on Azure it is 1.25 (by public pages that quote Snowflake's "Service Consumption Table").
     * SHOW WAREHOUSES has a column for the generation only in accounts with the changes of 2025_07, so both are told.
     */
    private static final double SECOND_GENERATION = 1.35;

    /** A warehouse that was resumed is billed for so long at least. */
    private static final long LEAST_SECONDS = 60;

    private WarehouseCost() {}

    /** @param took all checks together */
    static String atMost(final PoolFacts.Warehouse warehouse, final Duration took) {
        final int size = SIZES.indexOf(warehouse.size());
        if (size < 0) {
            return "not known: the warehouse is of size " + warehouse.size();
        }
        final long seconds = Math.max(LEAST_SECONDS, took.toSeconds() + warehouse.autoSuspend());
        final double first = (1L << size) * seconds / 3600.0;
        final String credits =
                String.format(Locale.ROOT, "%.3f credits, of generation 2 %.3f,", first, first * SECOND_GENERATION);
        return warehouse.autoSuspend() == 0
                ? "%s for %d s of checks; the warehouse (%s) does not suspend by itself"
                        .formatted(credits, took.toSeconds(), warehouse.size())
                : "%s at most: %d s of checks and %d s until the warehouse (%s) suspends, if nobody else uses it"
                        .formatted(credits, took.toSeconds(), warehouse.autoSuspend(), warehouse.size());
    }
}
