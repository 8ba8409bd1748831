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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UNDROP, SWAP WITH and CLONE. */
class RestoreTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = STAND_IN.connect();
        update(connection, "CREATE OR REPLACE TABLE T (ID NUMBER, V VARIANT)");
        update(connection, "INSERT INTO T SELECT 1, PARSE_JSON('{\"a\":1}')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aDroppedTableComesBackAsItWas() throws SQLException {
        final String created = created("T");
        update(connection, "DROP TABLE T");
        assertThatThrownBy(() -> rows(connection, "SELECT * FROM T")).isInstanceOf(SQLException.class);
        update(connection, "UNDROP TABLE T");
        assertThat(rows(connection, "SELECT ID, V:a::VARCHAR FROM T")).containsExactly("1|1");
        assertThat(created("T")).isEqualTo(created);
        update(connection, "INSERT INTO T (ID) VALUES (2)");
        assertThat(value(connection, "SELECT COUNT(*) FROM T")).isEqualTo("2");
    }

    @Test
    void itDoesNotComeBackOverAnotherOneOrTwiceOrWithoutRetention() throws SQLException {
        update(connection, "DROP TABLE T");
        update(connection, "CREATE TABLE T (OTHER NUMBER)");
        assertRefused("UNDROP TABLE T", 2002);
        update(connection, "ALTER TABLE T RENAME TO RENAMED_T");
        update(connection, "UNDROP TABLE T");
        assertRefused("UNDROP TABLE NEVER_DROPPED", 2018);
        update(connection, "CREATE TRANSIENT TABLE SHORT_LIVED (ID NUMBER) DATA_RETENTION_TIME_IN_DAYS = 0");
        update(connection, "DROP TABLE SHORT_LIVED");
        assertRefused("UNDROP TABLE SHORT_LIVED", 2018);
        update(connection, "DROP TABLE RENAMED_T");
    }

    @Test
    void twoTablesSwapNamesWithAllThatTheyHave() throws SQLException {
        update(connection, "CREATE OR REPLACE TABLE U (OTHER VARCHAR)");
        update(connection, "INSERT INTO U VALUES ('u')");
        final String createdT = created("T");
        final String createdU = created("U");
        update(connection, "ALTER TABLE T SWAP WITH U");
        assertThat(rows(connection, "SELECT OTHER FROM T")).containsExactly("u");
        assertThat(rows(connection, "SELECT ID FROM U")).containsExactly("1");
        assertThat(created("T")).isEqualTo(createdU);
        assertThat(created("U")).isEqualTo(createdT);
        connection.close();
        STAND_IN.restart();
        connection = STAND_IN.connect();
        assertThat(rows(connection, "SELECT OTHER FROM T"))
                .as("after a restart")
                .containsExactly("u");
        assertThat(rows(connection, "SELECT ID FROM U")).containsExactly("1");
    }

    @Test
    void aCloneHasTheRowsOfItsTimeAndItsOwnFromThenOn() throws SQLException {
        update(connection, "CREATE OR REPLACE TABLE C CLONE T");
        update(connection, "INSERT INTO T (ID) VALUES (2)");
        assertThat(rows(connection, "SELECT ID, V:a::VARCHAR FROM C")).containsExactly("1|1");
        update(connection, "CREATE OR REPLACE TRANSIENT TABLE PASSING CLONE T");
        assertThatThrownBy(() -> update(connection, "CREATE TABLE LASTING CLONE PASSING"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("clone of a TRANSIENT table");
        update(connection, "CREATE OR REPLACE TRANSIENT TABLE T2 CLONE PASSING");
        assertThat(value(connection, "SELECT COUNT(*) FROM T2")).isEqualTo("2");
    }

    private String created(final String table) throws SQLException {
        return value(connection, "SELECT CREATED FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '" + table + "'");
    }

    private void assertRefused(final String sql, final int code) {
        assertThatThrownBy(() -> update(connection, sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }
}
