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
package io.shardflow.nifi.snowflake.gap;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether anything of a stream was loaded before it was read from a time on. Then a shard of which nothing was loaded may lack
 * records; at the first start ever it lacks none.
 *
 * <p>A commit before that time proves it. A later one proves nothing: what is committed after it may have arrived before it,
 * hours ago, and the ledger tells of no commit but each shard's last. Then the table is asked: what is read from a time on
 * arrived after it, so a row that arrived before it was loaded earlier.
 *
 * <p>Not safe for several threads.
 */
final class EarlierLoads {

    /** An arrival time is approximate and not in the order of the positions: so much before the time is surely before it. */
    static final Duration INACCURACY = Duration.ofMinutes(1);

    private static final int MOST_RESETS_KEPT = 1_000;

    private record Reset(String stream, Instant since) {

        static Reset of(final ShardStart start) {
            return new Reset(start.shard().stream(), start.since());
        }

        boolean isOf(final LedgerEntry entry) {
            return entry.shard().stream().equals(stream);
        }
    }

    private final TableQuestions table;

    /** As found at the first start of the reset: later the ledger has moved on. Empty: the ledger does not tell. */
    private final Map<Reset, Optional<Boolean>> known = new RecentMap<>(MOST_RESETS_KEPT);

    EarlierLoads(final TableQuestions table) {
        this.table = table;
    }

    /** @return whether the reset is a new one */
    boolean note(final ShardStart start, final Collection<LedgerEntry> ledger) {
        final Reset reset = Reset.of(start);
        return known.putIfAbsent(reset, byLedger(reset, ledger)) == null;
    }

    private static Optional<Boolean> byLedger(final Reset reset, final Collection<LedgerEntry> ledger) {
        final List<Instant> commits = ledger.stream()
                .filter(reset::isOf)
                .flatMap(entry -> entry.committed().stream())
                .toList();
        if (commits.isEmpty()) {
            return Optional.of(false);
        }
        return commits.stream().anyMatch(reset.since()::isAfter) ? Optional.of(true) : Optional.empty();
    }

    /** @return empty if it could not be found out */
    Optional<Boolean> than(final ShardStart start, final LoadedSoFar loaded) {
        return known.getOrDefault(Reset.of(start), Optional.empty()).or(() -> byTable(Reset.of(start), loaded));
    }

    private Optional<Boolean> byTable(final Reset reset, final LoadedSoFar loaded) {
        final Instant before = reset.since().minus(INACCURACY);
        Optional<Boolean> earlier = table.ask(seconds -> loaded.hasRow(reset.stream(), Optional.of(before), seconds));
        if (earlier.filter(found -> !found).isPresent()) {
            // The ledger knows of commits: from a table that was emptied since then nothing follows.
            final Optional<Boolean> any =
                    table.ask(seconds -> loaded.hasRow(reset.stream(), Optional.empty(), seconds));
            if (any.filter(found -> !found).isPresent()) {
                table.unknown("rows of the stream were loaded before, and the table has none of them any more");
            }
            earlier = any.filter(found -> found).map(found -> false);
        }
        earlier.ifPresent(found -> known.put(reset, Optional.of(found)));
        return earlier;
    }
}
