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

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an administrator sees of other users, ends, and changes. */
class AdministratorTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection nifi;
    private Connection other;

    @BeforeEach
    void connect() throws Exception {
        nifi = STAND_IN.connect();
        other = DriverManager.getConnection(STAND_IN.url(), login(STAND_IN.keys()));
        update(nifi, "CREATE OR REPLACE TABLE G (ID NUMBER)");
        update(nifi, "INSERT INTO G VALUES (1)");
    }

    @AfterEach
    void close() throws SQLException {
        nifi.close();
        other.close();
    }

    private static Properties login(final KeyPair keys) {
        final Properties properties = RunningStandIn.properties("user", "ROBOT", "authenticator", "snowflake_jwt");
        properties.put("privateKey", keys.getPrivate());
        return properties;
    }

    @Test
    void transactionsAndLocksOfOthersAreShownToAndEndedByAnAdministratorOnly() throws Exception {
        update(other, "BEGIN NAME FOREIGN_ONE");
        update(other, "UPDATE G SET ID = 2");
        final CompletableFuture<Integer> waiting = LocksTest.later(nifi, "UPDATE G SET ID = 3");
        LocksTest.awaitWaiters(STAND_IN, "G", 1);
        try (Connection third = STAND_IN.connect()) {
            assertThat(column(third, "SHOW TRANSACTIONS IN ACCOUNT", "name")).isEmpty();
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "status")).containsExactly("WAITING");
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "session")).containsOnlyNulls();
            update(third, "USE ROLE ACCOUNTADMIN");
            assertThat(column(third, "SHOW TRANSACTIONS", "name")).isEmpty();
            assertThat(column(third, "SHOW TRANSACTIONS IN ACCOUNT", "name")).containsExactly("FOREIGN_ONE");
            assertThat(column(third, "SHOW LOCKS", "status")).containsExactly("WAITING");
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "status")).containsExactly("HOLDING", "WAITING");
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "resource")).containsOnly("DEMO_DB.PUBLIC.G");
            final String id =
                    column(third, "SHOW TRANSACTIONS IN ACCOUNT", "id").getFirst();
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "transaction").getFirst())
                    .isEqualTo(id);
            update(third, "USE ROLE PUBLIC");
            assertThatThrownBy(() -> value(third, "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")"))
                    .isInstanceOf(SQLException.class);
            update(third, "USE ROLE ACCOUNTADMIN");
            assertThat(value(third, "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")"))
                    .contains(id);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(column(third, "SHOW LOCKS IN ACCOUNT", "status")).isEmpty();
        }
    }

    @Test
    void theHistoryHasTheTagTheTimesAndTheError() throws SQLException {
        update(nifi, "ALTER SESSION SET QUERY_TAG = 'history-of-nifi'");
        update(nifi, "UPDATE G SET ID = 5");
        assertThatThrownBy(() -> update(nifi, "UPDATE G SET NONE = 5")).isInstanceOf(SQLException.class);
        update(other, "ALTER SESSION SET QUERY_TAG = 'history-of-robot'");
        update(other, "DELETE FROM G");
        final String history =
                "SELECT QUERY_TEXT, EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(%s)) WHERE QUERY_TAG LIKE 'history%%' AND QUERY_TEXT LIKE '%%G%%' AND QUERY_TEXT NOT LIKE 'ALTER%%' AND QUERY_TEXT NOT LIKE '%%HISTORY%%' ORDER BY START_TIME DESC";
        assertThat(rows(nifi, history.formatted("")))
                .containsExactly("UPDATE G SET NONE = 5|FAIL", "UPDATE G SET ID = 5|SUCCESS");
        update(nifi, "USE ROLE ACCOUNTADMIN");
        assertThat(rows(nifi, history.formatted("RESULT_LIMIT => 1000")))
                .contains("DELETE FROM G|SUCCESS", "UPDATE G SET ID = 5|SUCCESS");
        assertThat(rows(nifi, history.formatted("RESULT_LIMIT => 1")))
                .as("the limit comes before the condition")
                .isEmpty();
    }

    @Test
    void theHistoryTellsHowLongAStatementWaitedForALock() throws Exception {
        update(other, "BEGIN");
        update(other, "UPDATE G SET ID = 2");
        update(nifi, "ALTER SESSION SET QUERY_TAG = 'waits', LOCK_TIMEOUT = 1");
        assertThatThrownBy(() -> update(nifi, "UPDATE G SET ID = 3")).isInstanceOf(SQLException.class);
        update(other, "ROLLBACK");
        assertThat(
                        Long.parseLong(
                                value(
                                        nifi,
                                        "SELECT TRANSACTION_BLOCKED_TIME FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_TAG = 'waits' AND QUERY_TEXT = 'UPDATE G SET ID = 3'")))
                .isBetween(900L, 20_000L);
    }

    @Test
    void aUserHasTwoKeysAndEitherOpensASessionUntilItIsUnset() throws Exception {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        final KeyPair second = generator.generateKeyPair();
        final String text =
                Base64.getEncoder().encodeToString(second.getPublic().getEncoded());
        assertRefused(second);
        update(nifi, "ALTER USER ROBOT SET RSA_PUBLIC_KEY_2 = '" + text + "'");
        assertOpens(STAND_IN.keys());
        assertOpens(second);
        update(nifi, "ALTER USER ROBOT UNSET RSA_PUBLIC_KEY");
        assertRefused(STAND_IN.keys());
        assertOpens(second);
        update(
                nifi,
                "ALTER USER ROBOT SET RSA_PUBLIC_KEY = '"
                        + Base64.getEncoder()
                                .encodeToString(STAND_IN.keys().getPublic().getEncoded()) + "'");
        update(nifi, "ALTER USER ROBOT UNSET RSA_PUBLIC_KEY_2");
        assertRefused(second);
        assertOpens(STAND_IN.keys());
        update(nifi, "ALTER USER ROBOT SET MINS_TO_UNLOCK = 0");
        assertThatThrownBy(() -> update(nifi, "ALTER USER ROBOT SET RSA_PUBLIC_KEY_2 = 'no key'"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> update(nifi, "ALTER USER NOBODY SET MINS_TO_UNLOCK = 0"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void timesAreSubtractedInWholeSeconds() throws SQLException {
        assertThat(
                        value(
                                nifi,
                                "SELECT TIMESTAMPDIFF('second', '1700000000123'::TIMESTAMP_NTZ, '1700000061000'::TIMESTAMP_NTZ)"))
                .isEqualTo("61");
    }

    private static void assertOpens(final KeyPair keys) throws SQLException {
        DriverManager.getConnection(STAND_IN.url(), login(keys)).close();
    }

    private static void assertRefused(final KeyPair keys) {
        assertThatThrownBy(() -> assertOpens(keys))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390144));
    }

    private static List<String> column(final Connection connection, final String sql, final String column)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            final List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(column));
            }
            return values;
        }
    }
}
