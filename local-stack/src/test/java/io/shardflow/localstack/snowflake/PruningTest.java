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

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that a statement reads: ten micro-partitions of ten rows, whose numbers rise from 0 to 99. */
class PruningTest {

    @RegisterExtension
    static final RunningStandIn standIn = new RunningStandIn();

    private Connection connection;

    @BeforeEach
    void fill() throws SQLException {
        connection = standIn.connect("JDBC_QUERY_RESULT_FORMAT", "JSON");
        RunningStandIn.update(connection, "CREATE OR REPLACE TABLE P (N NUMBER(38,0), V VARIANT, O OBJECT)");
        final StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rows.append(i == 0 ? "" : " UNION ALL ")
                    .append("SELECT %d, PARSE_JSON('{\"n\":%d,\"t\":\"%d\"}'), PARSE_JSON('{\"a\":{\"n\":%d}}')"
                            .formatted(i, i, i, i));
        }
        RunningStandIn.update(connection, "INSERT INTO P " + rows);
        standIn.control("{\"partitionRows\":10}");
    }

    @AfterEach
    void end() throws SQLException {
        standIn.control("{\"partitionRows\":0}");
        connection.close();
    }

    private long read(final String condition) throws SQLException {
        standIn.control("{\"partitionRows\":10}");
        RunningStandIn.rows(connection, "SELECT COUNT(*) FROM P T WHERE " + condition);
        return standIn.control("{}").path("rowsRead").path("P").asLong();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "T.N BETWEEN 25 AND 31                                              | 20",
                "T.N = 25                                                           | 10",
                "T.N >= 85                                                          | 20",
                "T.N < 9                                                            | 10",
                "T.N IS NULL                                                        | 0",
                "T.V:n::NUMBER(38,0) BETWEEN 25 AND 31                              | 20",
                "T.O:a.n::NUMBER(38,0) BETWEEN 25 AND 31                            | 20",
                "T.V:n::NUMBER(38,0) BETWEEN 25 AND 31 OR T.V:n::NUMBER(38,0) IS NULL | 20",
                "(T.N = 25 OR T.N = 95) AND T.V:t::VARCHAR = '25'                   | 20",
                "T.N = 25 AND T.N = 95                                              | 0",
                "T.V:t::VARCHAR = '25' AND T.N BETWEEN 25 AND 26                    | 10",
                "T.N = 25 OR T.V:t::VARCHAR = '25'                                  | 100",
                "TRY_CAST(T.V:n::VARCHAR AS NUMBER(38,0)) BETWEEN 25 AND 31         | 100",
                "COALESCE(T.N, 0) = 25                                              | 100",
                "T.N + 1 = 25                                                       | 100",
                "NOT T.N = 25                                                       | 100",
                "T.V:t::VARCHAR = '25'                                              | 100",
                "CASE WHEN T.N = 1 AND T.N = 2 THEN TRUE ELSE FALSE END             | 100",
                "EXISTS (SELECT 1 FROM P X WHERE X.N = T.N AND X.N = 25) AND T.N = 3 | 20"
            })
    void aStatementReadsThePartitionsThatItsNumbersDoNotRuleOut(final String condition, final long rows)
            throws SQLException {
        assertThat(read(condition)).isEqualTo(rows);
    }

    @Test
    void aJoinedTableIsReadWhole() throws SQLException {
        standIn.control("{\"partitionRows\":10}");
        RunningStandIn.rows(connection, "SELECT COUNT(*) FROM P T JOIN P X ON X.N = T.N WHERE T.N = 3");
        assertThat(standIn.control("{}").path("rowsRead").path("P").asLong()).isEqualTo(200);
    }

    @Test
    void noRowIsReadOfWhichOnlyTheShapeIsAsked() throws SQLException {
        standIn.control("{\"partitionRows\":10}");
        RunningStandIn.rows(connection, "SELECT * FROM P LIMIT 0");
        assertThat(standIn.control("{}").path("rowsRead").path("P").asLong(-1)).isZero();
    }

    @Test
    void ofAnElementThatIsNotAlwaysANumberNothingIsKept() throws SQLException {
        RunningStandIn.update(connection, "INSERT INTO P SELECT 100, PARSE_JSON('{\"n\":null}'), NULL");
        assertThat(read("T.V:n::NUMBER(38,0) = 25")).isEqualTo(11);
        RunningStandIn.update(connection, "INSERT INTO P SELECT 101, PARSE_JSON('{\"n\":\"7\"}'), NULL");
        assertThat(read("T.V:n::NUMBER(38,0) = 25")).isEqualTo(12);
        assertThat(read("T.N = 25")).isEqualTo(10);
    }

    @Test
    void aMissingElementIsNull() throws SQLException {
        RunningStandIn.update(connection, "INSERT INTO P SELECT NULL, PARSE_JSON('{}'), NULL");
        assertThat(read("T.V:n::NUMBER(38,0) IS NULL")).isEqualTo(1);
        assertThat(read("T.N IS NULL")).isEqualTo(1);
        assertThat(read("T.V:n::NUMBER(38,0) = 25")).isEqualTo(10);
    }
}
