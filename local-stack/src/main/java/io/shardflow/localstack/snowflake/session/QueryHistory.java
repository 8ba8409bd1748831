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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.transaction.RunningStatement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The statements that ended last, in memory. Safe for use by several threads. */
public final class QueryHistory {
    private static final int REMEMBERED = 1_000;
    private static final int LONGEST_TEXT = 2_000;

    /**
     * One statement.
     *
     * @param text cut off
     * @param error null when it succeeded
     */
    public record Entry(
            String queryId,
            String text,
            String user,
            long session,
            String tag,
            Instant start,
            Instant end,
            long blockedMillis,
            SnowflakeError error) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    /** A statement of the session has ended. */
    public void ended(
            final Session session,
            final RunningStatement statement,
            final String sql,
            final Instant start,
            final SnowflakeError error) {
        final Entry entry = new Entry(
                statement.queryId(),
                sql.substring(0, Math.min(sql.length(), LONGEST_TEXT)),
                session.user(),
                session.id(),
                session.parameters().get("QUERY_TAG", ""),
                start,
                Instant.now(),
                statement.blocked().toMillis(),
                error);
        synchronized (entries) {
            entries.addFirst(entry);
            if (entries.size() > REMEMBERED) {
                entries.removeLast();
            }
        }
    }

    /** The statements that the session may see, latest first. */
    public List<Entry> of(final Session session, final long limit) {
        synchronized (entries) {
            return new ArrayList<>(entries)
                    .stream()
                            .filter(entry ->
                                    session.administers() || entry.user().equalsIgnoreCase(session.user()))
                            .limit(limit)
                            .toList();
        }
    }
}
