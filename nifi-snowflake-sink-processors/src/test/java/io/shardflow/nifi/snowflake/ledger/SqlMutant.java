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
package io.shardflow.nifi.snowflake.ledger;

import java.util.regex.Pattern;

/** Wrong SQL: what the statements behind {@link WarehouseSession} could be, and what each loses or doubles then. */
enum SqlMutant {
    /** Point 1: a record is taken for another one with the same sequence number. */
    SUB_SEQUENCE_NOT_COMPARED(
            " AND COALESCE\\(\\w\\.\\S+:subSequenceNumber::VARCHAR, '0'\\) = COALESCE\\([^)]+\\)", ""),
    /** Point 2: positions that come twice in a transaction are not noticed. */
    REPEATS_NOT_COUNTED("COUNT\\(DISTINCT .*\\) FROM", "COUNT(*) FROM"),
    /** Point 6: a row without an arrival is not found. */
    ROWS_WITHOUT_ARRIVAL_NOT_SEARCHED(" OR T\\.\\S+:approximateArrival::NUMBER\\(38,0\\) IS NULL", ""),
    /** Point 6: an arrival that is no number is cast to one again. */
    TEXT_TAKEN_FOR_ARRIVAL("TRY_CAST\\((T\\.\\S+)::VARCHAR AS NUMBER\\(38,0\\)\\)", "$1::NUMBER(38,0)"),
    /** Point 6: the same row is searched at its very arrival. */
    ARRIVALS_WITHOUT_SLACK(
            "BETWEEN " + (SqlWarehouse.ARRIVAL - SqlWarehouse.HOUR) + " AND "
                    + (SqlWarehouse.ARRIVAL + SqlWarehouse.HOUR),
            "BETWEEN " + SqlWarehouse.ARRIVAL + " AND " + SqlWarehouse.ARRIVAL),
    /** Point 6: before anything is staged, the target's highest position is not taken. */
    FIRST_LOOK_WITHOUT_HIGHEST("H\\.\"HIGHEST\" AS (\"SHARDFLOW\\$HIGHEST\", NULL::BOOLEAN)", "NULL::VARCHAR AS $1"),
    /** Point 6: likewise, of rows that arrived later than what is to be loaded. */
    FIRST_LOOK_ABOVE_ONLY(
            "^(CREATE TEMPORARY TABLE .*NULL::BOOLEAN.*:approximateArrival::NUMBER\\(38,0\\)) >= \\d+",
            "$1 > " + (SqlWarehouse.ARRIVAL + SqlWarehouse.HOUR)),
    /** Point 6: the highest is searched among what arrived with the incoming rows. */
    HIGHEST_OF_THE_SAME_TIME(
            "(:approximateArrival::NUMBER\\(38,0\\)) >= (\\d+)",
            "$1 BETWEEN $2 AND " + (SqlWarehouse.ARRIVAL + SqlWarehouse.HOUR)),
    /** Point 6: inside a transaction, a look that is run twice finds each row twice. */
    LOOKED_INSIDE_AGAIN(
            "^(INSERT INTO \\S+ SELECT \\* FROM \\(.*\\) S) WHERE \\(SELECT COUNT\\(\\*\\) FROM \\S+\\) = 0$", "$1"),
    /** Point 6: the rows that were missing are inserted, whether or not they are there now. */
    INSERTED_WITHOUT_LOOKING("^(INSERT INTO \\S+ \\(.* WHERE I\\.\"SHARDFLOW\\$MISSING\") AND NOT EXISTS .*$", "$1"),
    /** Point 7: other columns than those that are filled are not looked at. */
    SHAPE_OF_ONE_COLUMN("^SELECT \\* (FROM \\S+ LIMIT 0)$", "SELECT \"KINESISMETADATA\" $1"),
    /** Point 9: the ledger row is set whoever has set it meanwhile. */
    SET_WITHOUT_TOKEN("^(UPDATE \\S+_LEDGER\" .* WHERE .*) AND \"TOKEN\" = '[^']+'", "$1"),
    /** Point 9: the ledger row is set in whatever transaction. */
    SET_WITHOUT_TRANSACTION("(\"TOKEN\" = '[^']+'\\)+) AND CURRENT_TRANSACTION\\(\\) = '\\d+'", "$1"),
    /** Point 12: likewise of AT_LEAST_ONCE. */
    SET_UNCONDITIONALLY_WITHOUT_TRANSACTION("(\"SHARD\" = '[^']+'\\)+) AND CURRENT_TRANSACTION\\(\\) = '\\d+'", "$1"),
    /** Point 10: whatever the ledger shows after the COMMIT is taken for our set. */
    READ_BACK_WITHOUT_TOKEN("^(SELECT \"STREAM\", \"SHARD\" FROM \\S+ WHERE) \"TOKEN\" = '[^']+' AND", "$1"),
    /** Point 3: the guard is set in whatever transaction. */
    GUARD_SET_WITHOUT_TRANSACTION(
            "^(UPDATE \\S+_GUARD\" SET \"TOKEN\" .*) AND CURRENT_TRANSACTION\\(\\) = '\\d+'", "$1"),
    /** Point 12: positions are compared as text. */
    LENGTH_NOT_COMPARED("LENGTH\\(\"SEQUENCE_NUMBER\"\\) < \\d+ OR LENGTH\\(\"SEQUENCE_NUMBER\"\\) = \\d+ AND ", ""),
    /** Point 6: the target's lowest position is taken for its highest. */
    LOWEST_FOR_HIGHEST("MAX\\(LPAD", "MIN(LPAD"),
    /** Point 4: what the connection's last user left open is not rolled back. */
    CONNECTION_NOT_CLEANED("^ROLLBACK$", "SELECT 1") {
        @Override
        boolean concerns(final SqlConnections.Execution execution) {
            return execution.isFirst();
        }
    },
    /** Point 3: the guard is set whoever has set it meanwhile. */
    GUARD_SET_WITHOUT_TOKEN("^(UPDATE \\S+_GUARD\" SET \"TOKEN\" .*) AND \"TOKEN\" = '[^']+'", "$1"),
    /** Point 8: the guard is locked whichever ledger it belongs to. */
    LOCK_WITHOUT_LEDGER_ID("^(UPDATE \\S+ SET \"LOCKED_BY\" = '[^']+') WHERE .*", "$1"),
    /** Point 13: after our own change of the target's columns the tokens are what they were. */
    TOKENS_NOT_RENEWED("^(UPDATE \\S+_LEDGER\" SET \"TOKEN\" = '[^']+')$", "$1 WHERE 1 = 0"),
    /** Point 11: a transaction that a lost session left open is not aborted. */
    ORPHAN_NOT_ABORTED("SYSTEM\\$ABORT_TRANSACTION\\(\\d+\\)", "'1'");

    private final Pattern pattern;
    private final String replacement;

    SqlMutant(final String pattern, final String replacement) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
        this.replacement = replacement;
    }

    boolean concerns(final SqlConnections.Execution execution) {
        return true;
    }

    /** The statement, wrong if it is one that this is about. */
    String apply(final String sql) {
        return pattern.matcher(sql).replaceAll(replacement);
    }
}
