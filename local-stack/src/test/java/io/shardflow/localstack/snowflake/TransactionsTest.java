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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionsTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @BeforeEach
    void table() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE OR REPLACE TABLE T (ID NUMBER NOT NULL PRIMARY KEY, N NUMBER, UNIQUE (N))");
        }
    }

    private static String count() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            return value(c, "SELECT COUNT(*) FROM T");
        }
    }

    @Test
    void othersSeeRowsOnlyAfterCommit() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN NAME SF_1");
            update(c, "INSERT INTO T VALUES (1, 1)");
            assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("1");
            assertThat(count()).isEqualTo("0");
            update(c, "COMMIT");
            assertThat(count()).isEqualTo("1");
        }
    }

    @Test
    void rollbackUndoesAllStatements() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN TRANSACTION NAME SF_2");
            update(c, "INSERT INTO T VALUES (1, 1)");
            update(c, "UPDATE T SET N = 2");
            update(c, "ROLLBACK");
            assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("0");
            update(c, "COMMIT");
        }
    }

    @Test
    void failedStatementIsUndoneAndTheTransactionStaysOpen() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN");
            update(c, "INSERT INTO T VALUES (1, 1)");
            assertThatThrownBy(() -> update(c, "INSERT INTO T VALUES (2, 2), (NULL, 3)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(100072));
            update(c, "INSERT INTO T VALUES (4, 4)");
            update(c, "COMMIT");
            assertThat(rows(c, "SELECT ID FROM T ORDER BY 1")).containsExactly("1", "4");
        }
    }

    @Test
    void ddlCommitsTheOpenTransaction() throws SQLException {
        for (final String ddl : new String[] {
            "CREATE TABLE IF NOT EXISTS D (A NUMBER)",
            "DROP TABLE IF EXISTS NOPE",
            "CREATE OR REPLACE TEMPORARY TABLE E (A NUMBER)",
            "CREATE OR REPLACE TEMPORARY STAGE S",
            "CREATE OR REPLACE TABLE F AS SELECT 1 AS A"
        }) {
            try (Connection c = STAND_IN.connect()) {
                update(c, "BEGIN");
                update(c, "INSERT INTO T VALUES (1, 1)");
                update(c, ddl);
                update(c, "ROLLBACK");
                assertThat(value(c, "SELECT COUNT(*) FROM T")).as(ddl).isEqualTo("1");
                update(c, "DELETE FROM T");
            }
        }
    }

    @Test
    void setAutocommitCommitsWhateverItsValue() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            c.setAutoCommit(false);
            update(c, "INSERT INTO T VALUES (1, 1)");
            assertThat(count()).isEqualTo("0");
            c.setAutoCommit(true);
            assertThat(count()).isEqualTo("1");
        }
    }

    @Test
    void autocommitOffBeginsAtTheFirstDml() throws SQLException {
        try (Connection c = STAND_IN.connect("AUTOCOMMIT", "false")) {
            value(c, "SELECT COUNT(*) FROM T");
            assertThat(rows(c, "SHOW TRANSACTIONS")).isEmpty();
            update(c, "INSERT INTO T VALUES (1, 1)");
            assertThat(rows(c, "SHOW TRANSACTIONS")).hasSize(1);
            c.rollback();
            assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("0");
        }
    }

    @Test
    void closingTheSessionRollsBack() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN");
            update(c, "INSERT INTO T VALUES (1, 1)");
        }
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void beginInATransactionIsIgnored() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN");
            update(c, "INSERT INTO T VALUES (1, 1)");
            update(c, "BEGIN");
            update(c, "ROLLBACK");
            assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("0");
        }
    }

    @Test
    void keysAreNotEnforced() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThat(update(c, "INSERT INTO T VALUES (1, 1), (1, 1)")).isEqualTo(2);
        }
    }

    @Test
    void committedRowsSurviveARestart() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "INSERT INTO T VALUES (1, 1)");
            update(c, "BEGIN");
            update(c, "INSERT INTO T VALUES (2, 2)");
            STAND_IN.restart();
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isEqualTo(390111);
        }
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void theOpenTransactionIsKnownToItsSessionOnly() throws SQLException {
        try (Connection c = STAND_IN.connect("AUTOCOMMIT", "false");
                Connection other = STAND_IN.connect()) {
            assertThat(value(c, "SELECT CURRENT_TRANSACTION() IS NULL")).isEqualTo("TRUE");
            assertThat(rows(c, "SHOW TRANSACTIONS")).isEmpty();
            update(c, "BEGIN NAME SF_3");
            final String id = value(c, "SELECT CURRENT_TRANSACTION()");
            assertThat(rows(c, "SHOW TRANSACTIONS").getFirst()).startsWith(id + "|");
            assertThat(value(c, "SELECT 1 WHERE CURRENT_TRANSACTION() = '" + id + "'"))
                    .isEqualTo("1");
            assertThat(value(other, "SELECT CURRENT_TRANSACTION() IS NULL")).isEqualTo("TRUE");
            update(c, "COMMIT");
            assertThat(value(c, "SELECT CURRENT_TRANSACTION() IS NULL")).isEqualTo("TRUE");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoseTransactionIsAbortedWorksOnInAnother(final boolean autocommit) throws SQLException {
        try (Connection c = STAND_IN.connect("AUTOCOMMIT", String.valueOf(autocommit));
                Connection other = STAND_IN.connect()) {
            update(c, "BEGIN");
            final String id = value(c, "SELECT CURRENT_TRANSACTION()");
            update(c, "INSERT INTO T VALUES (1, 1)");
            value(other, "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")");
            update(c, "INSERT INTO T VALUES (2, 2)");
            assertThat(count()).isEqualTo(autocommit ? "1" : "0");
            assertThat(update(c, "UPDATE T SET N = 3 WHERE ID = 2 AND CURRENT_TRANSACTION() = '" + id + "'"))
                    .isZero();
            update(c, "COMMIT");
            assertThat(rows(c, "SELECT ID FROM T")).containsExactly("2");
        }
    }

    @Test
    void aNamedTransactionCanBeFoundAndAborted() throws SQLException {
        try (Connection lost = STAND_IN.connect();
                Connection c = STAND_IN.connect()) {
            update(lost, "BEGIN NAME SF_LOST");
            update(lost, "INSERT INTO T VALUES (1, 1)");
            final String id = rows(c, "SHOW TRANSACTIONS").stream()
                    .filter(r -> r.contains("SF_LOST"))
                    .findFirst()
                    .orElseThrow()
                    .split("\\|")[0];
            value(c, "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")");
            update(lost, "COMMIT");
            assertThat(count()).isEqualTo("0");
        }
    }
}
