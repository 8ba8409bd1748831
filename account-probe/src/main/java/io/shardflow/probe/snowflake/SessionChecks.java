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

import io.shardflow.nifi.snowflake.connection.WatchedConnection;
import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SqlLiteral;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a session tells of itself. */
final class SessionChecks {

    /** The tokens of a key pair hold for a minute. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(30);

    private SessionChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "session-place",
                        "A session tells its database, schema, role and warehouse.",
                        "all four",
                        SessionChecks::place),
                Check.needed(
                        "clock",
                        "This machine's clock agrees with Snowflake's to within " + MOST_SKEW.toSeconds()
                                + " s: the token of a key pair holds for a minute.",
                        "less",
                        SessionChecks::clock),
                Check.known(
                        "query-tag",
                        "QUERY_HISTORY shows the tag that the session was given, and so which processor has sent a statement.",
                        "found by its tag",
                        SessionChecks::tagged));
    }

    private static Answer place(final ProbePlace place) throws WarehouseException {
        final PoolFacts facts = PoolFacts.of(place.sessions());
        final boolean all = facts.session().role() != null && facts.session().warehouse() != null;
        return Answer.of(all, all ? "all four" : "no role or no warehouse: give --role and --warehouse");
    }

    private static Answer clock(final ProbePlace place) throws WarehouseException {
        final Duration ahead = PoolFacts.of(place.sessions()).clockIsAhead();
        return Answer.of(ahead.abs().compareTo(MOST_SKEW) < 0, ahead.toMillis() + " ms ahead");
    }

    private static Answer tagged(final ProbePlace place) throws SQLException {
        try (Connection connection = place.sessions().connect();
                PlainSession session = new PlainSession(connection)) {
            connection.unwrap(WatchedConnection.class).tag(place.run());
            place.sessions().sentBeside(WatchedConnection.tagging(place.run()));
            session.value("SELECT CURRENT_VERSION()");
            final boolean found = !session.query("SELECT QUERY_ID FROM TABLE("
                            + new Identifier(place.facts().database()).sql()
                            + ".INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 100)) WHERE ENDSWITH(QUERY_TAG, "
                            + SqlLiteral.of(place.run()) + ")")
                    .isEmpty();
            return Answer.of(found, found ? "found by its tag" : "not found");
        }
    }
}
