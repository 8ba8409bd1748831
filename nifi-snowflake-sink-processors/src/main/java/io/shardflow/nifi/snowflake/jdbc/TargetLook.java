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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One look into the target in one session, and what is asked of its result. One thread. */
final class TargetLook {

    private final SqlRunner sql;
    private final TargetTable target;
    private final LookSql statements;
    private final ArrivalReading arrivals;
    private final LookTable table;
    private Look wanted;

    TargetLook(final SqlRunner sql, final TargetTable target, final LookSql statements, final ArrivalReading arrivals) {
        this.sql = sql;
        this.target = target;
        this.statements = statements;
        this.arrivals = arrivals;
        this.table = new LookTable(sql, target, statements.look(), arrivals);
    }

    /** Looks; DDL. */
    LookResult create(final Look look) throws WarehouseException {
        wanted = look;
        return table.fill(form -> statements.createAs(look, form));
    }

    /** Makes room for what {@link #insert} finds; DDL. */
    void prepare() throws WarehouseException {
        sql.run("creating a temporary table", statements.createEmpty());
    }

    /** Looks inside a transaction. */
    LookResult insert(final Look look) throws WarehouseException {
        wanted = look;
        return table.fill(form -> statements.insert(look, form));
    }

    Map<StreamShard, Position> highestRecognised(final Set<StreamShard> shards) throws WarehouseException {
        final Map<StreamShard, Position> highest = new HashMap<>();
        sql.query("reading the recognised positions", statements.highestRecognised(shards), row -> {
            final Optional<Position> position =
                    Optional.ofNullable(row.getString(3)).flatMap(MetadataSql::position);
            // They are the batch's own rows, whose positions were read before.
            return highest.put(
                    new StreamShard(row.getString(1), row.getString(2)),
                    position.orElseThrow(() -> new WarehouseException(
                            Kind.TRANSIENT, "Snowflake changed a position in a temporary table")));
        });
        return highest;
    }

    /** INSERT into the target of the rows that were missing and are not there now. */
    long insertMissing() throws WarehouseException {
        return arrivals.run(
                form -> sql.load("inserting into table " + target.name(), statements.insertMissing(wanted, form)));
    }
}
