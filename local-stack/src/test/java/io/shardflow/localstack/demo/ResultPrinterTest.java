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
package io.shardflow.localstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ResultPrinterTest {

    @Test
    void alignsColumnsAndNamesNulls() throws SQLException {
        assertThat(printed("SELECT * FROM (VALUES (1, 'lamp'), (1000, NULL)) AS t(id, product)"))
                .isEqualTo("""
                        ID    PRODUCT
                        1     lamp
                        1000  NULL
                        (2 rows)
                        """);
    }

    @Test
    void keepsARowOnOneLine() throws SQLException {
        assertThat(printed("SELECT 'two' || CHAR(10) || 'lines' AS note")).isEqualTo("""
                NOTE
                two lines
                (1 row)
                """);
    }

    @Test
    void cutsWideCells() throws SQLException {
        assertThat(printed("SELECT REPEAT('x', 5000) AS wide").lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void countsTheRowsOfAStatementThatGivesNone() throws SQLException {
        assertThat(printed("CREATE TABLE t(id INT)")).isEqualTo("rows affected: 0\n");
    }

    private static String printed(final String sql) throws SQLException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        ResultPrinter.print(connection, sql, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
