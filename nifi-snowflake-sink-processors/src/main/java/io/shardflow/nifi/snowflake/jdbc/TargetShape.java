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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * Number, names and types of a table's columns as one text, to be compared with another one. Taken from what a SELECT
 * without rows says of its columns, not from DESC TABLE: Snowflake counts DESC among its DDL commands, and whether those
 * end the open transaction is left open for this one.
 */
final class TargetShape {

    private TargetShape() {}

    static String read(final SqlRunner sql, final QualifiedName table) throws WarehouseException {
        return sql.describe(
                "reading the columns of table " + table,
                "SELECT * FROM " + table.sql() + " LIMIT 0",
                TargetShape::text);
    }

    private static String text(final ResultSet results) throws SQLException {
        final ResultSetMetaData columns = results.getMetaData();
        final StringBuilder shape = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            shape.append(new Identifier(columns.getColumnLabel(i)).sql())
                    .append(' ')
                    .append(columns.getColumnTypeName(i))
                    .append('(')
                    .append(columns.getPrecision(i))
                    .append(',')
                    .append(columns.getScale(i))
                    .append(columns.isNullable(i) == ResultSetMetaData.columnNoNulls ? ") NOT NULL " : ") ");
        }
        return shape.toString();
    }
}
