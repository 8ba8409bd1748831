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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemporaryTablesTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @Test
    void belongsToItsSession() throws SQLException {
        try (Connection one = STAND_IN.connect();
                Connection two = STAND_IN.connect()) {
            update(one, "CREATE TEMPORARY TABLE TEMP_T (A NUMBER)");
            update(one, "INSERT INTO TEMP_T VALUES (1)");
            assertThatThrownBy(() -> rows(two, "SELECT * FROM TEMP_T"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                                    .isEqualTo("2003/42S02"));
        }
        try (Connection three = STAND_IN.connect()) {
            assertThatThrownBy(() -> rows(three, "SELECT * FROM TEMP_T")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void hidesAPermanentTableOfItsName() throws SQLException {
        try (Connection one = STAND_IN.connect();
                Connection two = STAND_IN.connect()) {
            update(one, "CREATE OR REPLACE TABLE SHADOWED AS SELECT 'permanent' AS W");
            update(one, "CREATE TEMPORARY TABLE SHADOWED AS SELECT 'temporary' AS W");
            assertThat(value(one, "SELECT W FROM SHADOWED")).isEqualTo("temporary");
            assertThat(value(two, "SELECT W FROM SHADOWED")).isEqualTo("permanent");
            update(one, "DROP TABLE SHADOWED");
            assertThat(value(one, "SELECT W FROM SHADOWED")).isEqualTo("permanent");
        }
    }

    @Test
    void ctasTakesTypesAndNamesFromTheQuery() throws SQLException {
        try (Connection one = STAND_IN.connect()) {
            update(one, "CREATE OR REPLACE TABLE SOURCE (A NUMBER(10,2), V VARIANT, T TIMESTAMP_LTZ)");
            update(
                    one,
                    "CREATE TEMPORARY TABLE LOOK AS SELECT S.*, TRUE AS \"SHARDFLOW$MISSING\", NULL::VARCHAR AS H FROM SOURCE S");
            assertThat(rows(one, "DESC TABLE LOOK").stream().map(r -> r.split("\\|")[0] + " " + r.split("\\|")[1]))
                    .containsExactly(
                            "A NUMBER(10,2)",
                            "V VARIANT",
                            "T TIMESTAMP_LTZ(9)",
                            "SHARDFLOW$MISSING BOOLEAN",
                            "H VARCHAR(16777216)");
        }
    }

    @Test
    void aFailedCtasLeavesNoTable() throws SQLException {
        try (Connection one = STAND_IN.connect()) {
            assertThatThrownBy(() -> update(one, "CREATE TABLE HALF AS SELECT 'x'::NUMBER AS A"))
                    .isInstanceOf(SQLException.class);
            assertThat(rows(one, "SHOW TABLES LIKE 'HALF'")).isEmpty();
        }
    }

    @Test
    void createdTimeChangesWhenATableIsReplaced() throws SQLException {
        try (Connection one = STAND_IN.connect()) {
            final String created =
                    "SELECT CREATED, ROW_COUNT, TABLE_TYPE FROM \"DEMO_DB\".INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME = 'AGED'";
            update(one, "CREATE OR REPLACE TABLE AGED AS SELECT 1 AS A");
            final String first = value(one, created);
            assertThat(value(one, created)).isEqualTo(first).endsWith("|1|BASE TABLE");
            update(one, "CREATE OR REPLACE TABLE AGED AS SELECT 1 AS A");
            assertThat(value(one, created)).isNotEqualTo(first);
        }
    }
}
