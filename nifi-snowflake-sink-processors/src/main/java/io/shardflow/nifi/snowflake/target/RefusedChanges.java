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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Columns whose change Snowflake has refused, until it is worth another try. Columns of which nothing is known are tried at
 * once. Safe for several threads.
 */
final class RefusedChanges {

    static final Duration AGAIN = Duration.ofMinutes(10);

    /** Names come from records; of more than these the first ones are tried again earlier. */
    static final int MOST = 10_000;

    private final LongSupplier nanoClock;

    /** When each was refused, the first one first. */
    private final Map<Identifier, Long> refusedAt = new LinkedHashMap<>();

    RefusedChanges(final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    synchronized void add(final Collection<Identifier> columns) {
        final long now = nanoClock.getAsLong();
        for (final Identifier column : columns) {
            refusedAt.remove(column);
            refusedAt.put(column, now);
        }
        final Iterator<Identifier> first = refusedAt.keySet().iterator();
        while (refusedAt.size() > MOST) {
            first.next();
            first.remove();
        }
    }

    /** Those that are not worth a try now. */
    synchronized Set<Identifier> columns() {
        final long now = nanoClock.getAsLong();
        refusedAt.values().removeIf(then -> now - then >= AGAIN.toNanos());
        return Set.copyOf(refusedAt.keySet());
    }
}
