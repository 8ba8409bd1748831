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
package io.shardflow.localstack.chaos.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.faults.ProxiedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Names the calls of one NiFi to Snowflake by the moment of their statement, and writes them down. Safe for use by many threads. */
final class SnowflakeCalls implements Function<ProxiedCall, String> {

    private static final String QUERY = "/queries/v1/query-request";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The name of a transaction of the check with which each start of PutSnowflake begins. */
    private static final Pattern CHECK = Pattern.compile("SF_[0-9A-F]+_[0-9A-F]+_[0-9A-F]+_CHECK");

    private final int node;
    private final StatementJournal journal;

    /** Sessions whose next COMMIT is that of the temporary table. */
    private final Set<String> incoming = ConcurrentHashMap.newKeySet();

    /** Sessions in the middle of a check: their statements are none of a load, and some have moments of their own. */
    private final Set<String> checking = ConcurrentHashMap.newKeySet();

    SnowflakeCalls(final int node, final StatementJournal journal) {
        this.node = node;
        this.journal = journal;
    }

    @Override
    public String apply(final ProxiedCall call) {
        if (!call.path().equals(QUERY)) {
            return call.path();
        }
        final String sql = statement(call);
        final Optional<Moment> moment = moment(call.authorization(), sql);
        journal.note(node, call.authorization(), moment, sql);
        return moment.map(Enum::name).orElse("");
    }

    /** Nothing more comes of the call. */
    void ended(final ProxiedCall call) {
        if (call.path().equals(QUERY)) {
            journal.ended(call.authorization());
        }
    }

    private Optional<Moment> moment(final String session, final String sql) {
        if (CHECK.matcher(sql).find()) {
            checking.add(session);
        }
        if (checking.contains(session)) {
            if (sql.equals("COMMIT") || sql.equals("ROLLBACK")) {
                checking.remove(session);
            }
            return ofCheck(sql);
        }
        final Optional<Moment> moment = Moment.of(sql);
        if (moment.equals(Optional.of(Moment.INCOMING_COPY))) {
            incoming.add(session);
        } else if (moment.equals(Optional.of(Moment.COMMIT)) && incoming.remove(session)) {
            return Optional.of(Moment.INCOMING_COMMIT);
        }
        return moment;
    }

    private static Optional<Moment> ofCheck(final String sql) {
        return Moment.of(sql).flatMap(moment -> switch (moment) {
            case LEDGER_INSERT -> Optional.of(Moment.CHECK_ROW);
            case SET -> Optional.of(Moment.CHECK_SET);
            default -> Optional.empty();
        });
    }

    private static String statement(final ProxiedCall call) {
        try {
            return JSON.readTree(call.text()).path("sqlText").asText();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
