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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Statements on guard and ledger table.
 *
 * @param guard table of one row, locked by every transaction
 * @param ledger table of one row per stream and shard
 */
record LedgerSql(QualifiedName guard, QualifiedName ledger) {

    /** Every commit leaves an older version of both; nobody may ever put one back, so none is to be kept or paid for. */
    private static final String WITHOUT_HISTORY = " DATA_RETENTION_TIME_IN_DAYS = 0";

    /**
     * Transient: without fail-safe. Lengths are stated for the guard: a column made from a short constant may be as short as
     * the constant.
     */
    List<String> create(final AttemptId ledgerId, final String targetCreated) {
        final String id = SqlLiteral.of(ledgerId.value());
        return List.of(
                "CREATE TRANSIENT TABLE IF NOT EXISTS " + guard.sql() + WITHOUT_HISTORY + " AS SELECT " + id
                        + "::VARCHAR(100) AS \"LEDGER_ID\", "
                        + id
                        + "::VARCHAR(100) AS \"TOKEN\", ''::VARCHAR(100) AS \"LOCKED_BY\", "
                        + SqlLiteral.of(targetCreated)
                        + "::VARCHAR(100) AS \"TARGET_CREATED\"",
                "CREATE TRANSIENT TABLE IF NOT EXISTS " + ledger.sql()
                        + " (\"STREAM\" VARCHAR NOT NULL, \"SHARD\" VARCHAR NOT NULL, \"TOKEN\" VARCHAR NOT NULL,"
                        + " \"SEQUENCE_NUMBER\" VARCHAR, \"SUB_SEQUENCE_NUMBER\" VARCHAR, \"COMMITTED_AT\" TIMESTAMP_LTZ)"
                        + WITHOUT_HISTORY);
    }

    /** Guard columns, then stream, shard and number of rows of each asked shard that has any. */
    String read(final Collection<StreamShard> shards) {
        final String guardColumns = "G.\"LEDGER_ID\", G.\"TOKEN\", G.\"TARGET_CREATED\"";
        if (shards.isEmpty()) {
            return "SELECT " + guardColumns + ", NULL::VARCHAR, NULL::VARCHAR, 0 FROM " + guard.sql() + " G";
        }
        return "SELECT " + guardColumns + ", L.\"STREAM\", L.\"SHARD\", COUNT(L.\"STREAM\") FROM " + guard.sql()
                + " G LEFT JOIN " + ledger.sql() + " L ON " + anyOf("L.", shards) + " GROUP BY 1, 2, 3, 4, 5";
    }

    /** Shard, position and time of the last commit of every shard of a stream. */
    static String committed(final QualifiedName ledger, final String stream) {
        return "SELECT \"SHARD\", \"SEQUENCE_NUMBER\", \"SUB_SEQUENCE_NUMBER\", \"COMMITTED_AT\" FROM " + ledger.sql()
                + " WHERE \"STREAM\" = " + SqlLiteral.of(stream);
    }

    String lock(final String ledgerId, final AttemptId attempt) {
        return "UPDATE " + guard.sql() + " SET \"LOCKED_BY\" = " + SqlLiteral.of(attempt.value())
                + " WHERE \"LEDGER_ID\" = " + SqlLiteral.of(ledgerId);
    }

    /** Changes nothing of any guard row, and counts them. */
    static String touch(final QualifiedName guard) {
        return "UPDATE " + guard.sql() + " SET \"LOCKED_BY\" = \"LOCKED_BY\"";
    }

    String setGuard(
            final String ledgerId,
            final String expectedToken,
            final AttemptId attempt,
            final TransactionId transaction,
            final String targetCreated) {
        return "UPDATE " + guard.sql() + " SET \"TOKEN\" = " + SqlLiteral.of(attempt.value())
                + ", \"TARGET_CREATED\" = " + SqlLiteral.of(targetCreated) + " WHERE \"LEDGER_ID\" = "
                + SqlLiteral.of(ledgerId) + " AND \"TOKEN\" = " + SqlLiteral.of(expectedToken) + " AND "
                + isIn(transaction);
    }

    String set(final AttemptId attempt, final TransactionId transaction, final Collection<LedgerSet> sets) {
        return update(
                attempt,
                transaction,
                cases(sets, set -> isRow("", set.shard()), set -> set.position().sequenceNumber()),
                cases(
                        sets,
                        set -> isRow("", set.shard()),
                        set -> Long.toString(set.position().subSequenceNumber())),
                sets.stream()
                        .map(set -> "(" + isRow("", set.shard()) + " AND \"TOKEN\" = " + SqlLiteral.of(set.expected())
                                + ")")
                        .collect(Collectors.joining(" OR ", "(", ")")));
    }

    String setUnconditionally(
            final AttemptId attempt, final TransactionId transaction, final Map<StreamShard, Position> positions) {
        final Collection<Map.Entry<StreamShard, Position>> entries = positions.entrySet();
        final Function<Map.Entry<StreamShard, Position>, String> advances =
                entry -> isRow("", entry.getKey()) + " AND " + isBelow(entry.getValue());
        return update(
                attempt,
                transaction,
                cases(entries, advances, entry -> entry.getValue().sequenceNumber()),
                cases(entries, advances, entry -> Long.toString(entry.getValue().subSequenceNumber())),
                anyOf("", positions.keySet()));
    }

    String renew(final AttemptId attempt) {
        return "UPDATE " + ledger.sql() + " SET \"TOKEN\" = " + SqlLiteral.of(attempt.value());
    }

    String setBy(final AttemptId attempt, final Collection<StreamShard> shards) {
        return "SELECT \"STREAM\", \"SHARD\" FROM " + ledger.sql() + " WHERE \"TOKEN\" = "
                + SqlLiteral.of(attempt.value()) + " AND " + anyOf("", shards);
    }

    String delete(final Collection<StreamShard> shards) {
        return "DELETE FROM " + ledger.sql() + " WHERE " + anyOf("", shards);
    }

    String insert(final Collection<StreamShard> shards, final AttemptId token) {
        return "INSERT INTO " + ledger.sql() + " (\"STREAM\", \"SHARD\", \"TOKEN\") VALUES "
                + shards.stream()
                        .map(shard -> "(" + SqlLiteral.of(shard.stream()) + ", " + SqlLiteral.of(shard.shardId()) + ", "
                                + SqlLiteral.of(token.value()) + ")")
                        .collect(Collectors.joining(", "));
    }

    /** @param below shard ids of the same stream that are lower, as texts, are meant, too */
    String delete(final StreamShard shard, final String below) {
        return "DELETE FROM " + ledger.sql() + " WHERE \"STREAM\" = " + SqlLiteral.of(shard.stream())
                + " AND (\"SHARD\" = " + SqlLiteral.of(shard.shardId()) + " OR \"SHARD\" < " + SqlLiteral.of(below)
                + ")";
    }

    String clear() {
        return "DELETE FROM " + ledger.sql();
    }

    /** Nothing, if the session is no longer in the transaction. */
    private String update(
            final AttemptId attempt,
            final TransactionId transaction,
            final String sequenceCases,
            final String subSequenceCases,
            final String where) {
        return "UPDATE " + ledger.sql() + " SET \"TOKEN\" = " + SqlLiteral.of(attempt.value())
                + ", \"SEQUENCE_NUMBER\" = CASE " + sequenceCases + " ELSE \"SEQUENCE_NUMBER\" END"
                + ", \"SUB_SEQUENCE_NUMBER\" = CASE " + subSequenceCases + " ELSE \"SUB_SEQUENCE_NUMBER\" END"
                + ", \"COMMITTED_AT\" = CURRENT_TIMESTAMP() WHERE " + where + " AND " + isIn(transaction);
    }

    private static String isIn(final TransactionId transaction) {
        return "CURRENT_TRANSACTION() = " + SqlLiteral.of(transaction.value());
    }

    private static <T> String cases(
            final Collection<T> items, final Function<T, String> condition, final Function<T, String> value) {
        return items.stream()
                .map(item -> "WHEN " + condition.apply(item) + " THEN " + SqlLiteral.of(value.apply(item)))
                .collect(Collectors.joining(" "));
    }

    /**
     * Whether the row's own position is there and below the given one; numbers of one length compare as text. What is no
     * position stays, so that nobody believes it.
     */
    private static String isBelow(final Position position) {
        final String digits = SqlLiteral.of(position.sequenceNumber());
        final int length = position.sequenceNumber().length();
        return "(" + PositionText.isPosition("\"SEQUENCE_NUMBER\"", "\"SUB_SEQUENCE_NUMBER\"")
                + " AND (LENGTH(\"SEQUENCE_NUMBER\") < " + length + " OR LENGTH(\"SEQUENCE_NUMBER\") = " + length
                + " AND (\"SEQUENCE_NUMBER\" < " + digits + " OR \"SEQUENCE_NUMBER\" = " + digits
                + " AND TRY_CAST(\"SUB_SEQUENCE_NUMBER\" AS NUMBER(38,0)) < " + position.subSequenceNumber() + ")))";
    }

    private static String isRow(final String prefix, final StreamShard shard) {
        return prefix + "\"STREAM\" = " + SqlLiteral.of(shard.stream()) + " AND " + prefix + "\"SHARD\" = "
                + SqlLiteral.of(shard.shardId());
    }

    private static String anyOf(final String prefix, final Collection<StreamShard> shards) {
        return shards.stream()
                .map(shard -> "(" + isRow(prefix, shard) + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }
}
