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

import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.List;
import java.util.function.Function;

/** The temporary table that holds one look, filled and read. One thread. */
final class LookTable {

    private final SqlRunner sql;
    private final TargetTable target;
    private final QualifiedName name;
    private final ArrivalReading arrivals;

    LookTable(final SqlRunner sql, final TargetTable target, final QualifiedName name, final ArrivalReading arrivals) {
        this.sql = sql;
        this.target = target;
        this.name = name;
        this.arrivals = arrivals;
    }

    LookResult fill(final Function<ArrivalForm, String> statement) throws WarehouseException {
        arrivals.run(form -> {
            sql.run("looking for rows that are missing from " + target.name(), statement.apply(form));
            return null;
        });
        final List<LookRow> rows =
                sql.query("reading the look", ShardSummarySql.read(name), row -> LookRow.read(row, target));
        if (rows.isEmpty()) {
            throw GuardRow.unseen(sql, target.guard());
        }
        return LookRow.result(rows, target.guard());
    }
}
