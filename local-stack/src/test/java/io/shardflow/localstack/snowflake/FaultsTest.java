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

import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a control request lets go wrong with statements. */
class FaultsTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection connection;

    @BeforeEach
    void table() throws SQLException {
        connection = STAND_IN.connect();
        update(connection, "CREATE OR REPLACE TABLE T (A NUMBER)");
    }

    @AfterEach
    void end() throws SQLException {
        STAND_IN.control("{\"clearFaults\":true}");
        connection.close();
    }

    private static long met() {
        return STAND_IN.control("{}").path("faultsMet").asLong();
    }

    private static String count() throws SQLException {
        STAND_IN.control("{\"clearFaults\":true}");
        try (Connection other = STAND_IN.connect()) {
            return value(other, "SELECT COUNT(*) FROM T");
        }
    }

    private void insertFails() {
        assertThatThrownBy(() -> update(connection, "INSERT INTO T VALUES (1)")).isInstanceOf(SQLException.class);
    }

    @Test
    void aStatementWhoseConnectionIsClosedIsNotRunWhenItIsRepeatedEither() throws SQLException {
        STAND_IN.control("{\"addFault\":{\"sql\":\"INSERT\",\"status\":-1,\"times\":1}}");
        insertFails();
        update(connection, "INSERT INTO T VALUES (2)");
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void anAnswerIsLostOfAStatementThatWasRunOnceHoweverOftenItIsRepeated() throws SQLException {
        STAND_IN.control("{\"addFault\":{\"sql\":\"INSERT\",\"executed\":true,\"status\":-1,\"times\":1}}");
        insertFails();
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void aBusyAnswerOnceIsRepeatedByTheDriverAndNothingRunsTwice() throws SQLException {
        STAND_IN.control("{\"addFault\":{\"sql\":\"INSERT\",\"executed\":true,\"status\":503,\"times\":1}}");
        update(connection, "INSERT INTO T VALUES (1)");
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void requestsMayBeLetThroughFirstAndThoseThatMeetItAreCounted() throws SQLException {
        final long before = met();
        STAND_IN.control(
                "{\"addFault\":{\"path\":\"/queries\",\"skip\":2,\"times\":1,\"code\":\"000604\",\"sqlState\":\"57014\"}}");
        update(connection, "INSERT INTO T VALUES (1)");
        update(connection, "INSERT INTO T VALUES (1)");
        assertThat(met()).isEqualTo(before);
        insertFails();
        update(connection, "INSERT INTO T VALUES (1)");
        assertThat(met()).isEqualTo(before + 1);
        assertThat(count()).isEqualTo("3");
    }
}
