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
package io.shardflow.localstack.snowflake.command;

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.transaction.LockTable;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.transaction.Transactions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DESC TRANSACTION, SHOW TRANSACTIONS and SHOW LOCKS. */
final class ShowTransactions {
    private ShowTransactions() {}

    /** DESC TRANSACTION has been read. Nothing of a number that is not known. */
    static Answer describe(final Request request) throws SQLException {
        final String number = request.in().next().text();
        request.in().expectEnd();
        final Map<Transaction, String> known = new LinkedHashMap<>();
        final Transactions all = request.standIn().transactions();
        all.ended()
                .forEach((transaction, committed) -> known.put(transaction, committed ? "committed" : "rolled back"));
        all.open().forEach(transaction -> known.put(transaction, "running"));
        if (request.standIn().switches().has(Quirk.TRANSACTIONS_FORGOTTEN)) {
            known.clear();
        }
        final List<List<String>> rows = known.entrySet().stream()
                .filter(one -> Long.toString(one.getKey().id()).equals(number))
                .map(one -> List.of(
                        number,
                        one.getKey().session().user(),
                        Long.toString(one.getKey().session().id()),
                        one.getKey().started().toString(),
                        one.getValue()))
                .toList();
        return Answer.of(Answer.DESCRIBE, Answer.textColumns("id", "user", "session", "started_on", "state"), rows);
    }

    /** SHOW TRANSACTIONS has been read. */
    static Answer transactions(final Request request) {
        final boolean all = inAccount(request);
        final List<List<String>> rows = request.standIn().transactions().open().stream()
                .filter(Transaction::explicit)
                .filter(t -> all || isOwn(request, t))
                .sorted(Comparator.comparingLong(Transaction::id))
                .map(t -> List.of(
                        Long.toString(t.id()),
                        t.session().user(),
                        Long.toString(t.session().id()),
                        t.name() == null ? "" : t.name(),
                        t.started().toString(),
                        "running",
                        "0"))
                .toList();
        return Answer.of(
                Answer.SHOW, Answer.textColumns("id", "user", "session", "name", "started_on", "state", "scope"), rows);
    }

    /** SHOW LOCKS has been read. */
    static Answer locks(final Request request) {
        final boolean all = inAccount(request);
        final List<List<String>> rows = request.standIn().transactions().locks().claims().stream()
                .filter(claim -> all || isOwn(request, claim.transaction()))
                .map(claim -> row(request, claim))
                .toList();
        return Answer.of(
                Answer.SHOW,
                Answer.textColumns(
                        "resource",
                        "type",
                        "transaction",
                        "transaction_started_on",
                        "status",
                        "acquired_on",
                        "query_id",
                        "session"),
                rows);
    }

    private static List<String> row(final Request request, final LockTable.Claim claim) {
        final Transaction transaction = claim.transaction();
        return Arrays.asList(
                claim.table().toString(),
                "PARTITIONS",
                Long.toString(transaction.id()),
                transaction.started().toString(),
                claim.acquired() == null ? "WAITING" : "HOLDING",
                claim.acquired() == null ? null : claim.acquired().toString(),
                transaction.session().lastQueryId(),
                request.session().administers()
                        ? Long.toString(transaction.session().id())
                        : null);
    }

    /** Whether those of all users are asked for, and may be seen. */
    private static boolean inAccount(final Request request) {
        final boolean asked = request.in().acceptWord("IN", "ACCOUNT");
        request.in().expectEnd();
        return asked && request.session().administers();
    }

    private static boolean isOwn(final Request request, final Transaction transaction) {
        return transaction.session().user().equalsIgnoreCase(request.session().user());
    }
}
