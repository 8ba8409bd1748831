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

import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.sql.SQLException;
import java.util.List;

/** By what errors are told apart, of those that no other check meets. */
final class FailureChecks {

    private static final String EXPECTED = "002002 000904 001003 002108 57014";

    /** Seconds. */
    private static final int SOON = 2;

    private FailureChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(Check.known(
                "failure-codes",
                "A code tells of a table that it is there already (002002), of a column that it is not (000904) or cannot have a"
                        + " type (002108), of a statement that it is none (001003); SQLState 57014 that it was cancelled.",
                EXPECTED,
                FailureChecks::codes));
    }

    private static Answer codes(final ProbePlace place) throws SQLException {
        final QualifiedName table = place.name("CODES");
        final String create = "CREATE TABLE " + table.sql() + " (\"N\" NUMBER(1,0))";
        final String update = "UPDATE " + table.sql() + " SET \"N\" = 2";
        try (PlainSession session = place.session();
                PlainSession other = place.session()) {
            session.run(create, "INSERT INTO " + table.sql() + " VALUES (1)", "COMMIT");
            final String codes = code(session, create)
                    + ' '
                    + code(session, "SELECT \"NONE\" FROM " + table.sql())
                    + ' '
                    + code(session, "ALTER TABLE " + table.sql())
                    + ' '
                    + code(session, "ALTER TABLE " + table.sql() + " ALTER \"N\" SET DATA TYPE DATE");
            other.run(update);
            final String seen = codes + ' ' + stateOfCancelled(session, update);
            other.run("ROLLBACK");
            session.run("ROLLBACK");
            return Answer.of(seen.equals(EXPECTED), seen);
        }
    }

    private static String code(final PlainSession session, final String sql) {
        try {
            session.run(sql);
            return "none";
        } catch (final SQLException e) {
            return "%06d".formatted(e.getErrorCode());
        }
    }

    /** @param sql waits for a lock */
    private static String stateOfCancelled(final PlainSession session, final String sql) {
        try {
            session.run(sql, SOON);
            return "none";
        } catch (final SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }
}
