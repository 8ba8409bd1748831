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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What begins and ends transactions, and what is known of them. */
final class TransactionChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);

    private TransactionChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "transaction-named",
                        "SHOW TRANSACTIONS of another session of the user has the name that BEGIN gave, and the number that"
                                + " CURRENT_TRANSACTION gave.",
                        "one transaction of that name, with that number",
                        TransactionChecks::named),
                Check.needed(
                        "transaction-in-update",
                        "CURRENT_TRANSACTION() in the WHERE of an UPDATE is what a SELECT of it says in the same transaction.",
                        "1 row for the transaction's own number, 0 for another one",
                        TransactionChecks::inUpdate),
                Check.known(
                        "select-opens-nothing",
                        "With autocommit off, a SELECT opens no transaction.",
                        "no transaction after a SELECT",
                        TransactionChecks::afterSelect),
                Check.known(
                        "transaction-described",
                        "DESCRIBE TRANSACTION says of a transaction that has ended whether it was committed.",
                        "committed, not committed",
                        TransactionChecks::described),
                Check.known(
                        "ddl-commits",
                        "CREATE TABLE commits the open transaction.",
                        "1 row after ROLLBACK",
                        place -> ddl(place, "DDL", "CREATE TABLE ")),
                Check.known(
                        "temporary-ddl-commits",
                        "CREATE TEMPORARY TABLE commits the open transaction, too.",
                        "1 row after ROLLBACK",
                        place -> ddl(place, "TEMPORARY_DDL", "CREATE TEMPORARY TABLE ")));
    }

    private static Answer named(final ProbePlace place) throws WarehouseException, SQLException {
        final ProbeTable table = place.table("NAMED");
        try (WarehouseSession session = table.open();
                PlainSession other = place.session()) {
            final AttemptId attempt = place.attempt();
            final TransactionId id = session.begin(attempt);
            final List<Map<String, String>> found = other.query("SHOW TRANSACTIONS").stream()
                    .filter(row -> attempt.value().equals(row.get("name")))
                    .toList();
            session.rollback();
            return Answer.of(
                    found.size() == 1 && id.value().equals(found.getFirst().get("id")),
                    found.size() + " of that name, number "
                            + found.stream().map(row -> row.get("id")).toList() + ", CURRENT_TRANSACTION " + id);
        }
    }

    private static Answer inUpdate(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("IN_UPDATE");
        table.makeLedger(SHARD);
        try (WarehouseSession session = table.open()) {
            final AttemptId own = place.attempt();
            final TransactionId id = session.begin(own);
            session.lockGuard(table.ledgerId(), own);
            final long same = session.setLedger(own, id, List.of(table.set(SHARD, SampleRecords.position(1))));
            session.rollback();
            final AttemptId other = place.attempt();
            session.begin(other);
            session.lockGuard(table.ledgerId(), other);
            final long different = session.setLedger(
                    other, new TransactionId("1"), List.of(table.set(SHARD, SampleRecords.position(1))));
            session.rollback();
            return Answer.of(
                    same == 1 && different == 0,
                    same + " row for the transaction's own number, " + different + " for another one");
        }
    }

    private static Answer afterSelect(final ProbePlace place) throws WarehouseException, SQLException {
        final ProbeTable table = place.table("SELECTED");
        try (PlainSession session = place.session()) {
            session.query("SELECT * FROM " + table.name().sql());
            final String open = session.value("SELECT CURRENT_TRANSACTION()");
            return Answer.of(open == null, open == null ? "no transaction after a SELECT" : "a transaction is open");
        }
    }

    private static Answer described(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("DESCRIBED");
        try (WarehouseSession session = table.open()) {
            final boolean committed = session.isCommitted(load(place, table, session, true));
            session.dropTemporaries();
            final boolean rolledBack = session.isCommitted(load(place, table, session, false));
            return Answer.of(committed && !rolledBack, word(committed) + ", " + word(rolledBack));
        }
    }

    private static String word(final boolean committed) {
        return committed ? "committed" : "not committed";
    }

    private static TransactionId load(
            final ProbePlace place, final ProbeTable table, final WarehouseSession session, final boolean commit)
            throws WarehouseException, IOException {
        final AttemptId attempt = place.attempt();
        session.stage(attempt, List.of(place.file(new SampleRecords(SHARD, 1, 1).lines())), false);
        final TransactionId id = session.begin(attempt);
        session.copyIntoTarget(table.columns());
        if (commit) {
            session.commit();
        } else {
            session.rollback();
        }
        return id;
    }

    private static Answer ddl(final ProbePlace place, final String suffix, final String create) throws SQLException {
        final QualifiedName name = place.name(suffix);
        final QualifiedName other = place.name(suffix + "_OTHER");
        try (PlainSession session = place.session();
                PlainSession reader = place.session()) {
            session.run(
                    "CREATE TABLE " + name.sql() + " (N NUMBER(1,0))",
                    "INSERT INTO " + name.sql() + " VALUES (1)",
                    create + other.sql() + " (N NUMBER(1,0))",
                    "ROLLBACK");
            final String rows = reader.value("SELECT COUNT(*) FROM " + name.sql());
            return Answer.of(rows.equals("1"), rows + " row after ROLLBACK");
        }
    }
}
