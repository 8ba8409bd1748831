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

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TypesTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private static Connection c;

    @BeforeAll
    static void connect() throws SQLException {
        c = STAND_IN.connect();
    }

    @AfterAll
    static void close() throws SQLException {
        c.close();
    }

    @Test
    void theDriversMetadataNameColumnsTypesAndNoKeys() throws SQLException {
        update(
                c,
                "CREATE TABLE METADATA (A NUMBER(38,0) NOT NULL, B NUMBER(10,2), C FLOAT, D VARCHAR(10), E BOOLEAN, F VARIANT, G TIMESTAMP_NTZ)");
        final DatabaseMetaData metadata = c.getMetaData();
        final List<String> columns = new ArrayList<>();
        try (ResultSet found = metadata.getColumns("DEMO_DB", "PUBLIC", "METADATA", "%")) {
            while (found.next()) {
                columns.add("%s %s %s %s"
                        .formatted(
                                found.getString("COLUMN_NAME"),
                                JDBCType.valueOf(found.getInt("DATA_TYPE")),
                                found.getString("TYPE_NAME"),
                                found.getString("IS_NULLABLE")));
            }
        }
        assertThat(columns)
                .containsExactly(
                        "A BIGINT NUMBER NO",
                        "B DECIMAL NUMBER YES",
                        "C DOUBLE DOUBLE YES",
                        "D VARCHAR VARCHAR YES",
                        "E BOOLEAN BOOLEAN YES",
                        "F VARCHAR VARIANT YES",
                        "G TIMESTAMP TIMESTAMPNTZ YES");
        try (ResultSet keys = metadata.getPrimaryKeys("DEMO_DB", "PUBLIC", "METADATA")) {
            assertThat(keys.next()).isFalse();
        }
    }

    @Test
    void describeNamesSnowflakesTypes() throws SQLException {
        update(
                c,
                "CREATE TABLE TYPES (A NUMBER, B NUMBER(10,2), C FLOAT, D VARCHAR, E VARCHAR(10) NOT NULL, F BOOLEAN, G DATE, H TIME, I TIMESTAMP_NTZ,"
                        + " J TIMESTAMP_LTZ, K TIMESTAMP_TZ, L VARIANT, M OBJECT, N ARRAY, O BINARY, \"lower\" INTEGER DEFAULT 7)");
        assertThat(rows(c, "DESC TABLE TYPES").stream()
                        .map(r -> r.split("\\|")[0] + " " + r.split("\\|")[1] + " " + r.split("\\|")[3]))
                .containsExactly(
                        "A NUMBER(38,0) Y",
                        "B NUMBER(10,2) Y",
                        "C FLOAT Y",
                        "D VARCHAR(16777216) Y",
                        "E VARCHAR(10) N",
                        "F BOOLEAN Y",
                        "G DATE Y",
                        "H TIME(9) Y",
                        "I TIMESTAMP_NTZ(9) Y",
                        "J TIMESTAMP_LTZ(9) Y",
                        "K TIMESTAMP_TZ(9) Y",
                        "L VARIANT Y",
                        "M OBJECT Y",
                        "N ARRAY Y",
                        "O BINARY(8388608) Y",
                        "lower NUMBER(38,0) Y");
    }

    @Test
    void endsWithTakesItsSecondArgumentAsItIs() throws SQLException {
        assertThat(
                        rows(
                                c,
                                "SELECT ENDSWITH('s>A_B', '>A_B'), ENDSWITH('s>AXB', '>A_B'), ENDSWITH('s>A_B', '%'), ENDSWITH('B', '>B'), ENDSWITH(NULL, 'B') IS NULL"))
                .containsExactly("TRUE|FALSE|FALSE|FALSE|TRUE");
    }

    @Test
    void boundValuesComeBackExactly() throws SQLException {
        update(c, "CREATE TABLE BOUND (N NUMBER(38,0), F FLOAT, T VARCHAR, B BOOLEAN, TS TIMESTAMP_LTZ, D DATE)");
        final Instant instant = Instant.parse("2026-01-02T03:04:05.123456789Z");
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO BOUND VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setBigDecimal(1, new BigDecimal("12345678901234567890123456789012345678"));
            insert.setDouble(2, 1.5);
            insert.setString(3, "häßlich 'quoted' \\ 🎉");
            insert.setBoolean(4, true);
            insert.setTimestamp(5, Timestamp.from(instant));
            insert.setNull(6, java.sql.Types.DATE);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        try (PreparedStatement select = c.prepareStatement("SELECT N, F, T, B, TS, D FROM BOUND WHERE T = ?")) {
            select.setString(1, "häßlich 'quoted' \\ 🎉");
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBigDecimal(1)).isEqualByComparingTo("12345678901234567890123456789012345678");
                assertThat(row.getDouble(2)).isEqualTo(1.5);
                assertThat(row.getString(3)).isEqualTo("häßlich 'quoted' \\ 🎉");
                assertThat(row.getBoolean(4)).isTrue();
                assertThat(row.getTimestamp(5).toInstant()).isEqualTo(instant);
                assertThat(row.getDate(6)).isNull();
            }
        }
    }

    @Test
    void arrayBindsInsertAllRows() throws SQLException {
        update(c, "CREATE TABLE ARRAYS (ID NUMBER, T VARCHAR)");
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO ARRAYS VALUES (?, ?)")) {
            for (int i = 0; i < 5; i++) {
                insert.setInt(1, i);
                insert.setString(2, i == 3 ? null : "t" + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1, 1, 1, 1);
        }
        assertThat(value(c, "SELECT COUNT(*), COUNT(T), SUM(ID) FROM ARRAYS")).isEqualTo("5|4|10");
    }

    @Test
    void variantKeepsNumbersNullsAndSortsKeys() throws SQLException {
        update(c, "CREATE TABLE V (V VARIANT)");
        update(
                c,
                "INSERT INTO V SELECT PARSE_JSON('{\"z\":null,\"a\":12345678901234567890123456789012345678,\"d\":0.1000,\"ä\":[1,{\"y\":2,\"x\":1}],\"e\":1.912e2}')");
        assertThat(value(c, "SELECT V FROM V"))
                .isEqualTo(
                        "{\"a\":12345678901234567890123456789012345678,\"d\":0.1,\"e\":1.912000000000000e+02,\"z\":null,\"ä\":[1,{\"x\":1,\"y\":2}]}");
        assertThat(
                        value(
                                c,
                                "SELECT V:a::NUMBER(38,0), V:z, V:z::VARCHAR, V:nope, V:\"ä\"[1].y::NUMBER, V:z IS NULL, V:nope IS NULL FROM V"))
                .isEqualTo("12345678901234567890123456789012345678|null|null|null|2|FALSE|TRUE");
        assertThat(value(c, "SELECT TYPEOF(V:z), TYPEOF(V:a), TYPEOF(V:d), TYPEOF(V:e), TYPEOF(V:\"ä\") FROM V"))
                .isEqualTo("NULL_VALUE|INTEGER|DECIMAL|DOUBLE|ARRAY");
    }

    @Test
    void numberBeyond38DigitsLosesDigitsAsInSnowflake() throws SQLException {
        assertThat(value(c, "SELECT PARSE_JSON('123456789012345678901234567890123456789')"))
                .isEqualTo("1.234567890123457e+38");
    }

    @Test
    void variantStringPrintsWithQuotesUnlessCast() throws SQLException {
        assertThat(value(c, "SELECT PARSE_JSON('{\"s\":\"x\"}'):s, PARSE_JSON('{\"s\":\"x\"}'):s::VARCHAR"))
                .isEqualTo("\"x\"|x");
    }

    @Test
    void functionsOfTheLoadProtocol() throws SQLException {
        assertThat(
                        value(
                                c,
                                "SELECT IFF(1 < 2, 'y', 'n'), LPAD(LENGTH('abc'), 3, '0') || 'x', COALESCE(NULL::VARCHAR, '0'), TRY_CAST('12x' AS NUMBER(38,0)),"
                                        + " TRY_CAST('12' AS NUMBER(38,0)), CASE WHEN 1 = 2 THEN 1 ELSE 2 END, TO_VARCHAR(5), EQUAL_NULL(NULL, NULL)"))
                .isEqualTo("y|003x|0|null|12|2|5|TRUE");
        assertThat(
                        rows(
                                c,
                                "WITH Q AS (SELECT 1 AS N UNION ALL SELECT 2) SELECT N, COUNT(*) FROM Q GROUP BY 1 HAVING COUNT(*) > 0 ORDER BY 1 DESC"))
                .containsExactly("2|1", "1|1");
        assertThat(value(c, "SELECT CURRENT_TIMESTAMP() > '2020-01-01'::TIMESTAMP_LTZ"))
                .isEqualTo("TRUE");
    }

    @Test
    void castOfTextThatIsNoNumberIs100038() {
        assertThatThrownBy(() -> rows(c, "SELECT 'abc'::NUMBER"))
                .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                        .isEqualTo("100038/22018"));
    }

    @Test
    void nullsSortLastAscending() throws SQLException {
        assertThat(rows(c, "SELECT X FROM (SELECT NULL::NUMBER AS X UNION ALL SELECT 1 UNION ALL SELECT 2) ORDER BY X"))
                .containsExactly("1", "2", "null");
        assertThat(
                        rows(
                                c,
                                "SELECT X FROM (SELECT NULL::NUMBER AS X UNION ALL SELECT 1 UNION ALL SELECT 2) ORDER BY X DESC"))
                .containsExactly("null", "2", "1");
    }
}
