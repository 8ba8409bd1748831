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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @Test
    void kindAndDaysAreThoseOfTheStatement() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE A_PERMANENT (A NUMBER)");
            update(c, "CREATE TABLE B_PERMANENT (A NUMBER) DATA_RETENTION_TIME_IN_DAYS = 90");
            update(c, "CREATE TRANSIENT TABLE C_TRANSIENT (A NUMBER)");
            update(
                    c,
                    "CREATE TRANSIENT TABLE IF NOT EXISTS D_TRANSIENT DATA_RETENTION_TIME_IN_DAYS = 0 AS SELECT 1 AS A");
            update(c, "CREATE TABLE IF NOT EXISTS D_TRANSIENT (A NUMBER) DATA_RETENTION_TIME_IN_DAYS = 1");
            assertThat(
                            rows(
                                    c,
                                    "SELECT TABLE_NAME, IS_TRANSIENT, RETENTION_TIME FROM INFORMATION_SCHEMA.TABLES ORDER BY 1"))
                    .containsExactly("A_PERMANENT|NO|1", "B_PERMANENT|NO|90", "C_TRANSIENT|YES|1", "D_TRANSIENT|YES|0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRANSIENT TABLE T (A NUMBER) DATA_RETENTION_TIME_IN_DAYS = 2",
                "CREATE TEMPORARY TABLE T (A NUMBER) DATA_RETENTION_TIME_IN_DAYS = 2",
                "CREATE TABLE T (A NUMBER) DATA_RETENTION_TIME_IN_DAYS = 91"
            })
    void moreDaysThanTheKindHasAreRefused(final String sql) throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThatThrownBy(() -> update(c, sql)).hasMessageContaining("DATA_RETENTION_TIME_IN_DAYS");
        }
    }
}
