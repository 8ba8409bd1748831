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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.Collection;

/**
 * The look: one SELECT, and so one snapshot, of the incoming rows that the target lacks, with each shard's ledger row.
 *
 * @param target the table
 * @param incoming the temporary table of incoming rows
 * @param look the temporary table that receives the result
 * @param columns of {@code incoming}
 */
record LookSql(TargetTable target, QualifiedName incoming, QualifiedName look, ColumnSql columns) {

    private static final String MISSING = ShardSummarySql.MISSING;

    private MetadataSql metadata() {
        return new MetadataSql(target.metadata());
    }

    String createAs(final Look wanted, final ArrivalForm form) {
        return "CREATE TEMPORARY TABLE " + look.sql() + " AS " + select(wanted, form);
    }

    /** Nothing if it has run before: a row that were found twice would be loaded twice. */
    String insert(final Look wanted, final ArrivalForm form) {
        return "INSERT INTO " + look.sql() + " SELECT * FROM (" + select(wanted, form)
                + ") S WHERE (SELECT COUNT(*) FROM " + look.sql() + ") = 0";
    }

    /** The empty table for {@link #insert}. */
    String createEmpty() {
        return "CREATE TEMPORARY TABLE " + look.sql() + " ("
                + ShardSummarySql.COLUMNS
                        .replace("\"SHARDFLOW$ROWS\"", "\"SHARDFLOW$ROWS\" NUMBER(38,0)")
                        .replace("\",", "\" VARCHAR,")
                + " VARCHAR, " + MISSING + " BOOLEAN, "
                + columns.definitions() + ")";
    }

    /**
     * INSERT into the target of the rows that the look found missing and that are not there now either: nothing if it has run
     * before, since a transaction sees its own rows.
     */
    String insertMissing(final Look wanted, final ArrivalForm form) {
        return "INSERT INTO " + target.name().sql() + " (" + columns.names("") + ") SELECT " + columns.names("I.")
                + " FROM " + look.sql() + " I WHERE I." + MISSING + " AND NOT EXISTS ("
                + new TargetSearch(target).sameRow(wanted.shards().values(), form) + ")";
    }

    /** Per shard, the highest position among the incoming rows that the look did not find missing. */
    String highestRecognised(final Collection<StreamShard> shards) {
        final MetadataSql metadata = metadata();
        return "SELECT " + metadata.stream("I") + " AS \"STREAM\", " + metadata.shard("I") + " AS \"SHARD\", "
                + metadata.highest("I") + " AS \"HIGHEST\" FROM " + incoming.sql()
                + " I WHERE NOT EXISTS (SELECT 1 FROM "
                + look.sql() + " M WHERE M." + MISSING + " AND " + metadata.samePosition("M", "I") + ") AND "
                + metadata.isOfAny("I", shards) + " GROUP BY 1, 2";
    }

    private String select(final Look wanted, final ArrivalForm form) {
        final MetadataSql metadata = metadata();
        final TargetSearch search = new TargetSearch(target);
        final String shards = "SELECT DISTINCT " + metadata.stream("I") + " AS \"STREAM\", " + metadata.shard("I")
                + " AS \"SHARD\" FROM " + incoming.sql() + " I WHERE "
                + metadata.isOfAny("I", wanted.shards().keySet());
        return new ShardSummarySql(target).select(wanted, form, shards, "M." + MISSING + ", " + columns.names("M."))
                + "LEFT JOIN (SELECT TRUE AS " + MISSING + ", I.* FROM " + incoming.sql() + " I WHERE NOT EXISTS ("
                + search.sameRow(wanted.shards().values(), form) + ")) M ON " + metadata.stream("M")
                + " = K.\"STREAM\" AND " + metadata.shard("M") + " = K.\"SHARD\"";
    }
}
