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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyFromSelectTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection c;

    @BeforeEach
    void connect() throws SQLException {
        c = STAND_IN.connect();
        update(
                c,
                "CREATE OR REPLACE TABLE T (A NUMBER(5,1), \"b\" VARIANT, S VARCHAR(5), SOURCE VARCHAR DEFAULT 'x',"
                        + " AT TIMESTAMP_NTZ NOT NULL DEFAULT CURRENT_TIMESTAMP(), N NUMBER IDENTITY START 10 INCREMENT 5)");
        update(c, "CREATE OR REPLACE TEMPORARY STAGE \"s\"");
    }

    @AfterEach
    void close() throws SQLException {
        c.close();
    }

    /** Stages the records and copies them. */
    private long copy(final String columns, final String expressions, final String records)
            throws SQLException, IOException {
        final String name = "f" + System.nanoTime() + ".json.gz";
        rows(
                c,
                "PUT 'file://" + STAND_IN.gzip(name, records)
                        + "' '@\"s\"' AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=FALSE");
        return update(
                c,
                "COPY INTO T " + columns + " FROM (SELECT " + expressions + " FROM '@\"s\"') FILES=('" + name
                        + "') FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP) ON_ERROR=ABORT_STATEMENT");
    }

    private void assertRefused(final int code, final String columns, final String expressions, final String records) {
        assertThatThrownBy(() -> copy(columns, expressions, records))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void columnsThatAreNotListedGetTheirDefault() throws Exception {
        assertThat(copy("(S, A)", "$1:s::VARCHAR, $1:\"a\"::NUMBER(5,1)", "{\"a\":1.5,\"s\":\"t\",\"x\":1}\n{\"a\":2}"))
                .isEqualTo(2);
        assertThat(rows(c, "SELECT A, \"b\", S, SOURCE, AT IS NULL, N FROM T ORDER BY A"))
                .containsExactly("1.5|null|t|x|FALSE|10", "2.0|null|null|x|FALSE|15");
    }

    @Test
    void aMissingFieldIsNullAndAJsonNullIsOneInAVariantOnly() throws Exception {
        copy(
                "(A, \"b\", SOURCE)",
                "$1:a::NUMBER(5,1), $1:b, $1:o::VARCHAR",
                "{\"a\":null,\"b\":null,\"o\":{\"y\":1,\"x\":2}}\n{}");
        assertThat(rows(c, "SELECT A, TYPEOF(\"b\"), SOURCE FROM T ORDER BY SOURCE"))
                .containsExactly("null|NULL_VALUE|{\"x\":2,\"y\":1}", "null|null|null");
    }

    @Test
    void pathsKeepTheirCaseAndNvlTakesTheFirstThatIsThere() throws Exception {
        copy(
                "(A, S)",
                "NVL($1:\"a\", NVL($1:aa, $1:\"A\"))::NUMBER(5,1), $1:S::VARCHAR",
                "{\"A\":1,\"s\":\"no\"}\n{\"a\":2,\"S\":\"yes\"}");
        assertThat(rows(c, "SELECT A, S FROM T ORDER BY A")).containsExactly("1.0|null", "2.0|yes");
    }

    @Test
    void theWholeRecordIsDollarOne() throws Exception {
        copy("(\"b\", A)", "$1, $1:a", "{\"z\":1,\"a\":3}");
        assertThat(rows(c, "SELECT \"b\", A FROM T")).containsExactly("{\"a\":3,\"z\":1}|3.0");
    }

    @Test
    void anObjectIsBuiltOfTheFieldsThatAreThere() throws Exception {
        copy(
                "(\"b\", S)",
                "OBJECT_CONSTRUCT('z', GET($1, 'z'), 'it''s', $1:\"it's\", 'n', $1:n, '', GET($1, '')), OBJECT_CONSTRUCT('a', $1:a)::VARCHAR",
                "{\"n\":null,\"z\":{\"y\":1},\"x\":2,\"\":3}");
        assertThat(rows(c, "SELECT \"b\", S FROM T")).containsExactly("{\"\":3,\"n\":null,\"z\":{\"y\":1}}|{}");
        assertRefused(100104, "(\"b\")", "OBJECT_CONSTRUCT('z', $1:z, 'z', $1:y)", "{}");
    }

    @Test
    void whatARecordLacksMayComeFromAConstantTheTimeOrAUuid() throws Exception {
        copy(
                "(A, SOURCE, AT, S)",
                "NVL($1:a, '2.5'::NUMBER(5,1)::VARIANT)::NUMBER(5,1), NVL($1:u, UUID_STRING()::VARCHAR::VARIANT)::VARCHAR,"
                        + " NVL($1:t, METADATA$START_SCAN_TIME::TIMESTAMP_NTZ::VARIANT)::TIMESTAMP_NTZ, NVL($1:s, 'x'::VARCHAR::VARIANT)::VARCHAR",
                "{\"a\":1,\"u\":\"u\",\"t\":\"2020-01-01\",\"s\":null}\n{}\n{}");
        assertThat(rows(c, "SELECT A, SOURCE = 'u', AT > '2026-01-01'::TIMESTAMP_NTZ, S FROM T ORDER BY A"))
                .containsExactly("1.0|TRUE|FALSE|null", "2.5|FALSE|TRUE|x", "2.5|FALSE|TRUE|x");
        assertThat(rows(c, "SELECT COUNT(DISTINCT SOURCE), COUNT(DISTINCT AT) FROM T"))
                .containsExactly("3|2");
    }

    @Test
    void aSessionReadsTextsByItsFormats() throws Exception {
        update(c, "ALTER SESSION SET TIMESTAMP_INPUT_FORMAT = 'DD/MM/YYYY HH24:MI:SS'");
        copy("(AT)", "$1:t::TIMESTAMP_NTZ", "{\"t\":\"25/11/2026 10:15:30\"}");
        assertThat(rows(c, "SELECT AT = '2026-11-25 10:15:30'::TIMESTAMP_NTZ FROM T"))
                .containsExactly("TRUE");
        assertRefused(100071, "(AT)", "$1:t::TIMESTAMP_NTZ", "{\"t\":\"2026-11-25T10:15:30\"}");
    }

    @Test
    void aCastThatFailsAbortsTheStatement() {
        assertRefused(100071, "(A)", "$1:a::NUMBER(5,1)", "{\"a\":1}\n{\"a\":\"x\"}");
        assertRefused(100071, "(AT)", "$1:a::TIMESTAMP_NTZ", "{\"a\":\"x\"}");
        assertRefused(100132, "(A)", "$1:a::NUMBER(5,1)", "{\"a\":100000}");
        assertRefused(100078, "(S)", "$1:a::VARCHAR", "{\"a\":\"123456\"}");
        assertRefused(100072, "(AT)", "$1:a::TIMESTAMP_NTZ", "{}");
        assertRefused(100069, "(A)", "$1:a::NUMBER(5,1)", "{\"b\":1,\"b\":1}");
        assertRefused(100069, "(A)", "$1:a::NUMBER(5,1)", "{\"a\":");
    }

    @Test
    void aCastIsAssignedToAColumnOfAnotherType() throws Exception {
        copy("(S, A)", "$1:a::NUMBER(5,2), $1:a::VARCHAR", "{\"a\":1.5}");
        assertThat(rows(c, "SELECT S, A FROM T")).containsExactly("1.50|1.5");
        copy("(S)", "$1:a::VARCHAR(3)", "{\"a\":\"abcdefgh\"}");
        assertThat(rows(c, "SELECT S FROM T WHERE A IS NULL")).containsExactly("abc");
        assertRefused(2023, "(\"b\")", "$1:a::VARCHAR", "{\"a\":1}");
    }

    @Test
    void aPathLeadsIntoObjects() throws Exception {
        copy(
                "(S, A, \"b\")",
                "$1:\"a\".\"x\"::VARCHAR, $1:a.n::NUMBER(5,1), $1:a.X",
                "{\"a\":{\"x\":\"one\",\"n\":1.5,\"X\":{}}}\n{\"a\":{\"x\":null}}\n{\"a\":\"text\"}\n{}");
        assertThat(rows(c, "SELECT S, A, \"b\" FROM T ORDER BY N"))
                .containsExactly("one|1.5|{}", "null|null|null", "null|null|null", "null|null|null");
    }

    @Test
    void listsThatDoNotFitAreRefused() {
        assertRefused(904, "(A, NOPE)", "$1:a, $1:b", "{}");
        assertRefused(904, "(\"a\")", "$1:a", "{}");
        assertRefused(2025, "(A, A)", "$1:a, $1:a", "{}");
        assertRefused(2020, "(A, S)", "$1:a", "{}");
    }

    @Test
    void whatIsNotKnownIsRefused() throws Exception {
        assertRefused(1003, "(A)", "$1:a + 1", "{}");
        assertRefused(1003, "(A)", "$2:a", "{}");
        assertRefused(1003, "(A)", "$1:a[0]", "{}");
        assertRefused(1003, "(A)", "$1:a.\"\"", "{}");
        assertRefused(1003, "(A)", "UPPER($1:a)", "{}");
        assertRefused(1003, "(A)", "COALESCE($1:a, $1:b)", "{}");
        assertRefused(1003, "(A)", "DISTINCT $1:a", "{}");
        assertThatThrownBy(() -> update(
                        c, "COPY INTO T (A) FROM (SELECT $1:a FROM '@\"s\"' WHERE $1:a > 1) FILE_FORMAT=(TYPE=JSON)"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> update(c, "COPY INTO T (A) FROM (SELECT $1:a FROM '@%T') FILE_FORMAT=(TYPE=JSON)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("named stages");
        assertThatThrownBy(() -> update(
                        c,
                        "COPY INTO T (A) FROM (SELECT $1:a FROM '@\"s\"') FILE_FORMAT=(TYPE=JSON)"
                                + " MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> update(c, "COPY INTO T (A) FROM '@\"s\"' FILE_FORMAT=(TYPE=JSON)"))
                .isInstanceOf(SQLException.class);
    }
}
