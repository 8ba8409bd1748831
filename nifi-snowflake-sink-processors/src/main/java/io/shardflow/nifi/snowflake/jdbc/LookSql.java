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
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
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
        return new MetadataSql(target.metadata());
    }

    String createAs(final Look wanted, final ArrivalForm form) {
        return "CREATE TEMPORARY TABLE " + look.sql() + " AS " + select(wanted, form);
    }

    String insert(final Look wanted, final ArrivalForm form) {
        return "INSERT INTO " + look.sql() + " " + select(wanted, form);
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

    private String select(final Look wanted, final ArrivalForm form) {
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
                        wanted.doubted().isEmpty() ? "NULL::VARCHAR" : "H.\"HIGHEST\"",
                        columns.names("M."),
                        target.guard().sql(),
                        metadata.stream("I"),
                        metadata.shard("I"),
                        incoming.sql(),
                        metadata.isOfAny("I", wanted.shards().keySet()),
                        target.ledger().sql(),
                        wanted.doubted().isEmpty() ? "" : highestInTarget(wanted, form),
                        incoming.sql(),
                        sameRowInTarget(wanted, form),
                        metadata.stream("M"),
                        metadata.shard("M"));
    }

    /** Of the doubted shards only, and not of what arrived before the incoming rows: that lies below them. */
    private String highestInTarget(final Look wanted, final ArrivalForm form) {
        final MetadataSql metadata = metadata();
        final List<ShardRange> doubted = wanted.shards().values().stream()
                .filter(range -> wanted.doubted().contains(range.shard()))
                .toList();
        return "LEFT JOIN (SELECT " + metadata.stream("T") + " AS \"STREAM\", " + metadata.shard("T")
                + " AS \"SHARD\", "
                + metadata.highest("T") + " AS \"HIGHEST\" FROM "
                + target.name().sql() + " T WHERE "
                + searched(doubted, arrivals -> form.of(metadata, "T") + " >= " + from(arrivals), form) + " AND "
                + metadata.isPosition("T")
                + " GROUP BY 1, 2) H ON H.\"STREAM\" = K.\"STREAM\" AND H.\"SHARD\" = K.\"SHARD\" ";
    }

    private String sameRowInTarget(final Look wanted, final ArrivalForm form) {
        final MetadataSql metadata = metadata();
        return "SELECT 1 FROM " + target.name().sql() + " T WHERE "
                + searched(
                        wanted.shards().values(),
                        arrivals -> form.of(metadata, "T") + " BETWEEN " + from(arrivals) + " AND " + to(arrivals),
                        form)
                + " AND " + metadata.samePosition("T", "I");
    }

    /**
     * Bounds the search by arrival, all shards together and each by itself, so that Snowflake prunes; rows without an arrival
     * are always searched, and of a shard that has incoming rows without one, all.
     */
    private String searched(
            final Collection<ShardRange> ranges, final Function<ArrivalRange, String> arrived, final ArrivalForm form) {
        final String unknown = " OR " + form.of(metadata(), "T") + " IS NULL)";
        final String each = ranges.stream()
                .map(range -> "(" + metadata().isOf("T", range.shard())
                        + range.arrivals()
                                .filter(bound -> ranges.size() > 1)
                                .map(bound -> " AND (" + arrived.apply(bound) + unknown)
                                .orElse("")
                        + ")")
                .sorted()
                .collect(Collectors.joining(" OR ", "(", ")"));
        return ranges.stream()
                        .map(ShardRange::arrivals)
                        .reduce((all, one) -> all.flatMap(own -> one.map(own::and)))
                        .orElseThrow()
                        .map(all -> "(" + arrived.apply(all) + unknown + " AND ")
                        .orElse("")
                + each;
    }

    private static long from(final ArrivalRange arrivals) {
        return Math.max(arrivals.first(), Long.MIN_VALUE + SLACK_MILLIS) - SLACK_MILLIS;
    }

    private static long to(final ArrivalRange arrivals) {
        return Math.min(arrivals.last(), Long.MAX_VALUE - SLACK_MILLIS) + SLACK_MILLIS;
    }
}
