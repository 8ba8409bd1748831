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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @BeforeAll
    static void table() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE T (A NUMBER)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROBNICATE T",
                "MERGE INTO T USING T S ON T.A = S.A WHEN MATCHED THEN DELETE",
                "CREATE PIPE P AS COPY INTO T FROM @S",
                "SHOW GRANTS",
                "ALTER TABLE T CLUSTER BY (A)",
                "UPDATE T SET A = 1 FROM T S",
                "DELETE FROM T USING T S",
                "SELECT * FROM T SAMPLE (10)",
                "SELECT A FROM T; SELECT 2",
                "CREATE TABLE U (A NUMBER) FROBNICATE = 1",
                "GRANT SELECT ON VIEW T TO ROLE PUBLIC",
                "CALL P()"
            })
    void unknownSqlIsRefusedByName(final String sql) throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThatThrownBy(() -> update(c, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                                    .isEqualTo("1003/42000"))
                    .hasMessageContaining(sql);
        }
    }

    @Test
    void aStatementOfMoreThanAMegabyteIsRefused() throws SQLException {
        final int text = (1 << 20) - "SELECT '' A".length();
        try (Connection c = STAND_IN.connect()) {
            assertThat(rows(c, "SELECT '" + "x".repeat(text) + "' A")).hasSize(1);
            assertThatThrownBy(() -> rows(c, "SELECT '" + "x".repeat(text + 1) + "' A"))
                    .hasMessageContaining("more than 1 MB");
        }
    }

    @Test
    void unknownFunctionIsRefused() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThatThrownBy(() -> rows(c, "SELECT CSVREAD('/etc/passwd')"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(2140))
                    .hasMessageContaining("CSVREAD");
        }
    }

    @Test
    void unknownColumnIs904AndUnknownTable2003() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThatThrownBy(() -> rows(c, "SELECT B FROM T"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                                    .isEqualTo("904/42000"));
            assertThatThrownBy(() -> rows(c, "SELECT B FROM NOPE"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                                    .isEqualTo("2003/42S02"));
            assertThatThrownBy(() -> update(c, "CREATE TABLE T (A NUMBER)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                                    .isEqualTo("2002/42710"));
        }
    }

    @Test
    void aSelectWithoutJsonResultsIsRefusedUntilTheSessionAsksForThem() throws SQLException {
        try (Connection c = STAND_IN.connect("JDBC_QUERY_RESULT_FORMAT", "ARROW")) {
            assertThatThrownBy(() -> rows(c, "SELECT 1")).hasMessageContaining("JDBC_QUERY_RESULT_FORMAT=JSON");
            assertThat(update(c, "INSERT INTO T VALUES (1)")).isEqualTo(1);
            update(c, "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT='JSON', LOCK_TIMEOUT=10 TIMEZONE='UTC'");
            assertThat(rows(c, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void parseJsonInValuesIsRefusedAsInSnowflake() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE OR REPLACE TABLE V (V VARIANT)");
            assertThatThrownBy(() -> update(c, "INSERT INTO V VALUES (PARSE_JSON('1'))"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(2014));
            assertThatThrownBy(() -> update(c, "INSERT INTO V SELECT 'text'"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(2023));
        }
    }
}
