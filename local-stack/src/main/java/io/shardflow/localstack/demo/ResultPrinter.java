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

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Prints the result of a query as a table of text. */
final class ResultPrinter {

    private static final int WIDEST_CELL = 80;
    private static final int MOST_ROWS = 200;

    private ResultPrinter() {}

    /** Runs the statement, prints what it gives, and closes the connection. */
    static void print(final Connection connection, final String sql, final PrintStream out) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MOST_ROWS);
            if (!statement.execute(sql)) {
                out.println("rows affected: " + statement.getUpdateCount());
                return;
            }
            try (ResultSet rows = statement.getResultSet()) {
                print(rows, out);
            }
        }
    }

    private static void print(final ResultSet rows, final PrintStream out) throws SQLException {
        final ResultSetMetaData columns = rows.getMetaData();
        final List<List<String>> lines = new ArrayList<>();
        final List<String> header = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            header.add(columns.getColumnLabel(i));
        }
        lines.add(header);
        while (rows.next()) {
            final List<String> line = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                line.add(cell(rows.getString(i)));
            }
            lines.add(line);
        }
        final int[] widths = new int[header.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        lines.forEach(line -> out.println(aligned(line, widths)));
        final int count = lines.size() - 1;
        out.println(
                count == MOST_ROWS ? "(first " + count + " rows)" : "(" + count + (count == 1 ? " row)" : " rows)"));
    }

    private static String aligned(final List<String> cells, final int[] widths) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private static String cell(final String value) {
        if (value == null) {
            return "NULL";
        }
        final String line = value.replaceAll("\\R", " ");
        return line.length() > WIDEST_CELL ? line.substring(0, WIDEST_CELL - 1) + "…" : line;
    }
}
