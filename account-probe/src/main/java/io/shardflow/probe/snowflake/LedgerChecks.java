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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Guard and ledger: each statement on them. */
final class LedgerChecks {

    private static final StreamShard FIRST = SampleRecords.shard(1);
    private static final StreamShard SECOND = SampleRecords.shard(2);

    private LedgerChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "guard-made-once",
                        "CREATE TRANSIENT TABLE IF NOT EXISTS … AS SELECT makes a table with its row, or leaves the table that is"
                                + " there alone.",
                        "one row after two of them, with the id of the first",
                        LedgerChecks::madeOnce),
                Check.needed(
                        "ledger-statements",
                        "Every statement on guard and ledger is valid, and counts the rows that it should.",
                        "set 2, lost set 0, of both 2, kept position, guard 0 with a token from before, cleared 0",
                        LedgerChecks::statements),
                Check.needed(
                        "ledger-missing",
                        "That guard or ledger do not exist is told by 002003 with the name of the table.",
                        "LEDGER_GONE",
                        LedgerChecks::missing),
                Check.needed(
                        "created-time",
                        "INFORMATION_SCHEMA.TABLES gives one creation time for a table, and another one when it was made again.",
                        "the same twice, then another one",
                        LedgerChecks::created));
    }

    private static Answer madeOnce(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("MADE_ONCE");
        try (WarehouseSession session = table.open();
                WarehouseSession other = table.open()) {
            final AttemptId first = place.attempt();
            session.createLedger(first, "created");
            other.createLedger(place.attempt(), "created later");
            final String found = session.readLedger(Set.of()).ledgerId();
            return Answer.of(
                    found.equals(first.value()),
                    found.equals(first.value())
                            ? "one row after two of them, with the id of the first"
                            : "id " + found);
        }
    }

    private static Answer statements(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("STATEMENTS");
        table.makeLedger(FIRST, SECOND);
        final Position low = SampleRecords.position(1);
        final Position high = SampleRecords.position(9);
        try (WarehouseSession session = table.open()) {
            final AttemptId first = place.attempt();
            TransactionId id = session.begin(first);
            session.lockGuard(table.ledgerId(), first);
            final long set = session.setLedger(first, id, List.of(table.set(FIRST, high), table.set(SECOND, high)));
            final int seen = session.shardsSetBy(first, Set.of(FIRST, SECOND)).size();
            session.commit();

            final AttemptId second = place.attempt();
            id = session.begin(second);
            session.lockGuard(table.ledgerId(), second);
            final long lost = session.setLedger(second, id, List.of(table.set(FIRST, high)));
            final long both = session.setLedgerUnconditionally(second, id, Map.of(FIRST, low, SECOND, low));
            session.renewTokens(second);
            session.commit();
            final Optional<CommittedPositions> kept = CommittedPositions.read(
                    place.sessions(),
                    Optional.of(table.name().database()),
                    Optional.of(table.name().schema()),
                    table.name().object(),
                    FIRST.stream());
            final boolean keeps = kept.isPresent()
                    && kept.stream()
                            .flatMap(positions -> positions.byShard().values().stream())
                            .allMatch(committed -> committed.highest().equals(high));

            final AttemptId third = place.attempt();
            id = session.begin(third);
            session.lockGuard(table.ledgerId(), third);
            final long guard = session.setGuard(table.ledgerId(), "a token that it never had", third, id, "");
            session.clearLedger();
            session.commit();
            final int left = session.readLedger(Set.of(FIRST, SECOND)).rows().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return Answer.of(
                    set == 2 && seen == 2 && lost == 0 && both == 2 && keeps && guard == 0 && left == 0,
                    "set %d, lost set %d, of both %d, %s position, guard %d with a token from before, cleared %d"
                            .formatted(set, lost, both, keeps ? "kept" : "lost", guard, left));
        }
    }

    private static Answer missing(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("NO_LEDGER");
        try (WarehouseSession session = table.open()) {
            session.readLedger(Set.of(FIRST));
            return Answer.of(false, "it is read, though nobody has made it");
        } catch (final WarehouseException e) {
            return Answer.of(e.kind() == Kind.LEDGER_GONE, e.kind() + ": " + e.getMessage());
        }
    }

    private static Answer created(final ProbePlace place) throws WarehouseException, SQLException {
        final ProbeTable table = place.table("CREATED");
        final String first = created(table);
        final String again = created(table);
        try (PlainSession session = place.session()) {
            session.run("DROP TABLE " + table.name().sql());
        }
        final String other = created(place.table("CREATED"));
        final boolean holds = first.equals(again) && !first.equals(other);
        return Answer.of(holds, holds ? "the same twice, then another one" : first + ", " + again + ", " + other);
    }

    private static String created(final ProbeTable table) throws WarehouseException {
        try (WarehouseSession session = table.open()) {
            return session.targetFacts().created();
        }
    }
}
