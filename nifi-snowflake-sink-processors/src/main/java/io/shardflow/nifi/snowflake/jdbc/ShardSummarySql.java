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
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What every look tells of each shard: guard row, ledger row, the highest position in the target if it is asked for. */
record ShardSummarySql(TargetTable target) {

    static final String MISSING = "\"SHARDFLOW$MISSING\"";

    /** What {@link #select} begins with. */
    static final String COLUMNS = """
            "SHARDFLOW$LEDGER_ID", "SHARDFLOW$GUARD_TOKEN", "SHARDFLOW$TARGET_CREATED", "SHARDFLOW$STREAM", \
            "SHARDFLOW$SHARD", "SHARDFLOW$ROWS", "SHARDFLOW$TOKEN", "SHARDFLOW$SEQUENCE", "SHARDFLOW$SUB_SEQUENCE", \
            "SHARDFLOW$HIGHEST\"""";

    /** Of a table that holds a look, one row per shard: the columns, then the number of missing rows. */
    static String read(final QualifiedName look) {
        return "SELECT " + COLUMNS + ", COUNT(" + MISSING + ") FROM " + look.sql()
                + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10";
    }

    /** Makes the table for records that are not uploaded yet, none of which counts as missing. */
    String createAs(final QualifiedName look, final Look wanted, final ArrivalForm form) {
        return "CREATE TEMPORARY TABLE " + look.sql() + " AS "
                + select(wanted, form, rows(wanted.shards().keySet()), "NULL::BOOLEAN AS " + MISSING);
    }

    private static String rows(final Collection<StreamShard> shards) {
        return shards.stream()
                .map(shard -> "SELECT " + SqlLiteral.of(shard.stream()) + " AS \"STREAM\", "
                        + SqlLiteral.of(shard.shardId()) + " AS \"SHARD\"")
                .collect(Collectors.joining(" UNION ALL "));
    }

    /**
     * @param shards a SELECT of STREAM and SHARD, known as K from there on
     * @param more columns behind those of the summary
     * @return a SELECT to which more joins may be added, with a blank at its end
     */
    String select(final Look wanted, final ArrivalForm form, final String shards, final String more) {
        return """
                SELECT G."LEDGER_ID" AS "SHARDFLOW$LEDGER_ID", G."TOKEN" AS "SHARDFLOW$GUARD_TOKEN", \
                G."TARGET_CREATED" AS "SHARDFLOW$TARGET_CREATED", K."STREAM" AS "SHARDFLOW$STREAM", \
                K."SHARD" AS "SHARDFLOW$SHARD", L."ROWS" AS "SHARDFLOW$ROWS", L."TOKEN" AS "SHARDFLOW$TOKEN", \
                L."SEQUENCE_NUMBER" AS "SHARDFLOW$SEQUENCE", L."SUB_SEQUENCE_NUMBER" AS "SHARDFLOW$SUB_SEQUENCE", \
                %s AS "SHARDFLOW$HIGHEST", %s FROM %s G CROSS JOIN (%s) K \
                LEFT JOIN (SELECT "STREAM", "SHARD", COUNT(*) AS "ROWS", MIN("TOKEN") AS "TOKEN", \
                MIN("SEQUENCE_NUMBER") AS "SEQUENCE_NUMBER", MIN("SUB_SEQUENCE_NUMBER") AS "SUB_SEQUENCE_NUMBER" \
                FROM %s GROUP BY 1, 2) L ON L."STREAM" = K."STREAM" AND L."SHARD" = K."SHARD" %s""".formatted(
                        wanted.doubted().isEmpty() ? "NULL::VARCHAR" : "H.\"HIGHEST\"",
                        more,
                        target.guard().sql(),
                        shards,
                        target.ledger().sql(),
                        wanted.doubted().isEmpty() ? "" : highest(wanted, form));
    }

    private String highest(final Look wanted, final ArrivalForm form) {
        final List<ShardRange> doubted = wanted.shards().values().stream()
                .filter(range -> wanted.doubted().contains(range.shard()))
                .toList();
        return "LEFT JOIN (" + new TargetSearch(target).highest(doubted, form)
                + ") H ON H.\"STREAM\" = K.\"STREAM\" AND H.\"SHARD\" = K.\"SHARD\" ";
    }
}
