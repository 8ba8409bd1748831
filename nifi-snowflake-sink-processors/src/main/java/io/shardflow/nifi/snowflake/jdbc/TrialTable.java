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

import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.List;

/** A temporary table of whole records, to see what becomes of what is copied into it. One thread. */
record TrialTable(SqlRunner sql, QualifiedName name, StagedFiles staged) {

    private static final ColumnSql COLUMNS =
            new ColumnSql(List.of(new LoadColumn("RECORD", "VARIANT", List.of(), LoadColumn.Form.RECORD)));

    static TrialTable create(final SqlRunner sql, final QualifiedName name, final StagedFiles staged)
            throws WarehouseException {
        sql.run(
                "creating a temporary table",
                "CREATE TEMPORARY TABLE " + name.sql() + " (" + COLUMNS.definitions() + ")");
        return new TrialTable(sql, name, staged);
    }

    /** @return rows loaded */
    long copy() throws WarehouseException {
        return sql.update("trying whether a COPY can be rolled back", staged.copyInto(name, COLUMNS));
    }

    long count() throws WarehouseException {
        return sql.query(
                        "counting what a COPY has left that was rolled back",
                        "SELECT COUNT(*) FROM " + name.sql(),
                        row -> row.getLong(1))
                .getFirst();
    }
}
