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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.QueryHistory;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** INFORMATION_SCHEMA.QUERY_HISTORY(), of which the argument RESULT_LIMIT is known. No statement waits for a warehouse here. */
final class QueryHistoryView {
    private static final long DEFAULT_LIMIT = 100;

    private QueryHistoryView() {}

    /** The name has been read. */
    static String expression(final Tokens in, final Session session) {
        in.expectSymbol("(");
        long limit = DEFAULT_LIMIT;
        if (!in.atSymbol(")")) {
            if (!in.acceptWord("RESULT_LIMIT")) {
                throw SnowflakeError.syntax("argument of QUERY_HISTORY", in.sql());
            }
            in.expectSymbol("=>");
            limit = in.number();
        }
        in.expectSymbol(")");
        final List<String> rows = session.standIn().history().of(session, limit).stream()
                .map(QueryHistoryView::row)
                .toList();
        return SystemViews.expression(
                rows,
                "(NULL, NULL, NULL, CAST(NULL AS BIGINT), NULL, CAST(NULL AS TIMESTAMP(9) WITH TIME ZONE),"
                        + " CAST(NULL AS TIMESTAMP(9) WITH TIME ZONE), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),"
                        + " CAST(NULL AS BIGINT), NULL, NULL, NULL)",
                "QUERY_ID, QUERY_TEXT, USER_NAME, SESSION_ID, QUERY_TAG, START_TIME, END_TIME, TOTAL_ELAPSED_TIME,"
                        + " QUEUED_OVERLOAD_TIME, TRANSACTION_BLOCKED_TIME, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE");
    }

    private static String row(final QueryHistory.Entry entry) {
        final SnowflakeError error = entry.error();
        return Stream.of(
                        SystemViews.text(entry.queryId()),
                        SystemViews.text(entry.text()),
                        SystemViews.text(entry.user()),
                        Long.toString(entry.session()),
                        SystemViews.text(entry.tag()),
                        "TIMESTAMP WITH TIME ZONE '" + entry.start() + "'",
                        "TIMESTAMP WITH TIME ZONE '" + entry.end() + "'",
                        Long.toString(
                                Duration.between(entry.start(), entry.end()).toMillis()),
                        "0",
                        Long.toString(entry.blockedMillis()),
                        SystemViews.text(error == null ? "SUCCESS" : "FAIL"),
                        SystemViews.text(error == null ? null : error.code()),
                        SystemViews.text(error == null ? null : error.getMessage()))
                .reduce((left, right) -> left + ", " + right)
                .map(cells -> "(" + cells + ")")
                .orElseThrow();
    }
}
