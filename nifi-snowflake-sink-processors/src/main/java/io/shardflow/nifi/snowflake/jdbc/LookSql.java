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
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.Look;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The look: one SELECT, and so one snapshot, of the incoming rows that the target lacks, with each shard's ledger row.
 *
 * @param target the table
 * @param incoming the temporary table of incoming rows
 * @param look the temporary table that receives the result
 * @param columns of {@code incoming}
 */
record LookSql(TargetTable target, QualifiedName incoming, QualifiedName look, ColumnSql columns) {

    static final String MISSING = "\"SHARDFLOW$MISSING\"";

    private static final String SUMMARY = """
            "SHARDFLOW$LEDGER_ID", "SHARDFLOW$GUARD_TOKEN", "SHARDFLOW$TARGET_CREATED", "SHARDFLOW$STREAM", \
            "SHARDFLOW$SHARD", "SHARDFLOW$ROWS", "SHARDFLOW$TOKEN", "SHARDFLOW$SEQUENCE", "SHARDFLOW$SUB_SEQUENCE", \
            "SHARDFLOW$HIGHEST\"""";

    /** Arrival times of one record never change; the hour is slack for whatever else may write the same rows. */
    private static final long SLACK_MILLIS = Duration.ofHours(1).toMillis();

    private MetadataSql metadata() {
        return new MetadataSql(target.metadataColumn());
    }

    String createAs(final Look wanted) {
        return "CREATE TEMPORARY TABLE " + look.sql() + " AS " + select(wanted);
    }

    String insert(final Look wanted) {
        return "INSERT INTO " + look.sql() + " " + select(wanted);
    }

    /** The empty table for {@link #insert}. */
    String createEmpty() {
        return "CREATE TEMPORARY TABLE " + look.sql() + " ("
                + SUMMARY.replace("\"SHARDFLOW$ROWS\"", "\"SHARDFLOW$ROWS\" NUMBER(38,0)")
                        .replace("\",", "\" VARCHAR,")
                + " VARCHAR, " + MISSING + " BOOLEAN, "
                + columns.definitions() + ")";
    }

    /** One row per shard: the summary columns, then the number of missing rows. */
    String summary() {
        return "SELECT " + SUMMARY + ", COUNT(" + MISSING + ") FROM " + look.sql()
                + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10";
    }

    /** INSERT of the missing rows into the target. */
    String insertMissing() {
        return "INSERT INTO " + target.name().sql() + " (" + columns.names("") + ") SELECT " + columns.names("")
                + " FROM " + look.sql() + " WHERE " + MISSING;
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

    private String select(final Look wanted) {
        final MetadataSql metadata = metadata();
        return """
                SELECT G."LEDGER_ID" AS "SHARDFLOW$LEDGER_ID", G."TOKEN" AS "SHARDFLOW$GUARD_TOKEN", \
                G."TARGET_CREATED" AS "SHARDFLOW$TARGET_CREATED", K."STREAM" AS "SHARDFLOW$STREAM", \
                K."SHARD" AS "SHARDFLOW$SHARD", L."ROWS" AS "SHARDFLOW$ROWS", L."TOKEN" AS "SHARDFLOW$TOKEN", \
                L."SEQUENCE_NUMBER" AS "SHARDFLOW$SEQUENCE", L."SUB_SEQUENCE_NUMBER" AS "SHARDFLOW$SUB_SEQUENCE", \
                %s AS "SHARDFLOW$HIGHEST", M."SHARDFLOW$MISSING", %s FROM %s G \
                CROSS JOIN (SELECT DISTINCT %s AS "STREAM", %s AS "SHARD" FROM %s I WHERE %s) K \
                LEFT JOIN (SELECT "STREAM", "SHARD", COUNT(*) AS "ROWS", MIN("TOKEN") AS "TOKEN", \
                MIN("SEQUENCE_NUMBER") AS "SEQUENCE_NUMBER", MIN("SUB_SEQUENCE_NUMBER") AS "SUB_SEQUENCE_NUMBER" \
                FROM %s GROUP BY 1, 2) L ON L."STREAM" = K."STREAM" AND L."SHARD" = K."SHARD" %s\
                LEFT JOIN (SELECT TRUE AS "SHARDFLOW$MISSING", I.* FROM %s I WHERE NOT EXISTS (%s)) M \
                ON %s = K."STREAM" AND %s = K."SHARD\"""".formatted(
                        wanted.highest() ? "H.\"HIGHEST\"" : "NULL::VARCHAR",
                        columns.names("M."),
                        target.guard().sql(),
                        metadata.stream("I"),
                        metadata.shard("I"),
                        incoming.sql(),
                        metadata.isOfAny("I", wanted.shards().keySet()),
                        target.ledger().sql(),
                        wanted.highest() ? highestInTarget(wanted.shards().keySet()) : "",
                        incoming.sql(),
                        sameRowInTarget(wanted),
                        metadata.stream("M"),
                        metadata.shard("M"));
    }

    private String highestInTarget(final Collection<StreamShard> shards) {
        final MetadataSql metadata = metadata();
        return "LEFT JOIN (SELECT " + metadata.stream("T") + " AS \"STREAM\", " + metadata.shard("T")
                + " AS \"SHARD\", "
                + metadata.highest("T") + " AS \"HIGHEST\" FROM "
                + target.name().sql()
                + " T WHERE " + metadata.isOfAny("T", shards) + " AND " + metadata.isPosition("T")
                + " GROUP BY 1, 2) H ON H.\"STREAM\" = K.\"STREAM\" AND H.\"SHARD\" = K.\"SHARD\" ";
    }

    private String sameRowInTarget(final Look wanted) {
        return "SELECT 1 FROM " + target.name().sql() + " T WHERE " + metadata().samePosition("T", "I") + " AND ("
                + wanted.shards().values().stream().map(this::searched).sorted().collect(Collectors.joining(" OR "))
                + ")";
    }

    /** Bounds the search per shard, so that Snowflake prunes; rows without an arrival are always searched. */
    private String searched(final ShardRange range) {
        final MetadataSql metadata = metadata();
        final String shard = metadata.isOf("T", range.shard());
        if (range.arrivals().isEmpty()) {
            return "(" + shard + ")";
        }
        final ArrivalRange arrivals = range.arrivals().get();
        return "(" + shard + " AND (" + metadata.arrival("T") + " BETWEEN " + (arrivals.first() - SLACK_MILLIS)
                + " AND " + (Math.min(arrivals.last(), Long.MAX_VALUE - SLACK_MILLIS) + SLACK_MILLIS) + " OR "
                + metadata.arrival("T") + " IS NULL))";
    }
}
