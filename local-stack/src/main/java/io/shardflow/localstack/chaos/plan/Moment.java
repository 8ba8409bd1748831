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
package io.shardflow.localstack.chaos.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A call at which a NiFi can be killed: each statement of a transaction of PutSnowflake, in their order, those of the slow path
 * first (docs/exactly-once.md), the write of a checkpoint, statements that some transactions send, and of a start.
 */
public enum Moment {
    PUT("PUT .*"),
    INCOMING_TABLE("CREATE TEMPORARY TABLE \\S*_IN\" \\(.*"),
    INCOMING_COPY("COPY INTO \\S*_IN\" .*"),
    /** Known by what came before it in its session. */
    INCOMING_COMMIT(Moment.NEVER),
    INCOMING_COUNT("SELECT COUNT\\(\\*\\), COUNT\\(DISTINCT .* FROM \\S*_IN\" I"),
    LOOK("CREATE TEMPORARY TABLE \\S+ AS .*"),
    LOOK_READ("SELECT \"SHARDFLOW\\$LEDGER_ID\".*"),
    INSERT("INSERT INTO \\S+ \\(.*\\) SELECT .*"),
    BEGIN("BEGIN NAME .*"),
    TRANSACTION_NUMBER("SELECT CURRENT_TRANSACTION\\(\\)"),
    /** But those of the try at a start, whose rows nobody keeps. */
    COPY("COPY INTO (?!\\S*_TRIAL\" ).*"),
    SHAPE("SELECT \\* FROM \\S+ LIMIT 0"),
    LOCK("UPDATE \\S*_SHARDFLOW_GUARD\" SET \"LOCKED_BY\" = '.*"),
    SET("UPDATE \\S*_SHARDFLOW_LEDGER\" SET \"TOKEN\" = '[^']*', .*"),
    COMMIT("COMMIT"),
    PROOF("DESC TRANSACTION .*"),
    CHECKPOINT(Moment.NEVER),
    /** After the set, of several shards only. It and what follows come last, since the plan of a seed goes by the order. */
    READ_BACK("SELECT \"STREAM\", \"SHARD\" FROM \\S*_SHARDFLOW_LEDGER\" WHERE \"TOKEN\" = .*"),
    STAGE("CREATE TEMPORARY STAGE .*"),
    DROP("DROP TABLE IF EXISTS .*"),
    ROLLBACK("ROLLBACK"),
    LEDGER_DELETE("DELETE FROM \\S*_SHARDFLOW_LEDGER\" WHERE .*"),
    LEDGER_INSERT("INSERT INTO \\S*_SHARDFLOW_LEDGER\" .*"),
    GUARD_TOKEN("UPDATE \\S*_SHARDFLOW_GUARD\" SET \"TOKEN\" = .*"),
    /** With it a start begins. */
    OPEN_TRANSACTIONS("SHOW TRANSACTIONS"),
    GUARD_TABLE("CREATE TRANSIENT TABLE IF NOT EXISTS \\S*_SHARDFLOW_GUARD\" .*"),
    GUARD_READ("SELECT G\\.\"LEDGER_ID\".*"),
    /** Of the tries at a start; the rows of the second one are known by its session. */
    TRIAL_COPY("COPY INTO \\S*_TRIAL\" .*"),
    CHECK_ROW(Moment.NEVER),
    CHECK_SET(Moment.NEVER),
    TARGET_COLUMNS("DESC TABLE .*"),
    LEDGER_TABLE("CREATE TRANSIENT TABLE IF NOT EXISTS \\S*_SHARDFLOW_LEDGER\" .*"),
    DROP_STAGE("DROP STAGE IF EXISTS .*"),
    /** Of a transaction that a lost session has left. */
    ABORT("SELECT SYSTEM\\$ABORT_TRANSACTION\\(.*"),
    /** The look of a transaction whose sets were lost twice. */
    LOOK_INSIDE("INSERT INTO \\S*_LOOK\" SELECT \\* FROM \\(.*"),
    /** Where rows that are there and new ones come together. */
    HIGHEST_RECOGNISED("SELECT .* AS \"HIGHEST\" FROM \\S*_IN\" I WHERE NOT EXISTS .*"),
    NEW_COLUMN("ALTER TABLE \\S+ ADD COLUMN .*"),
    /** Behind a new column, of all shards, so that writers look which know the table without it. */
    NEW_TOKENS("UPDATE \\S*_SHARDFLOW_LEDGER\" SET \"TOKEN\" = '[^']*'");

    /** What has to happen to a NiFi that loads all the time, for the call to come. */
    public enum Provocation {
        NONE,
        /** As long as the call is waited for, so that what is loaded is never there when it is looked for. */
        EVERY_COMMIT_LOST,
        /** So that transactions stay open that their writer has given up. */
        COMMITS_AND_ENDS_OF_SESSIONS_LOST,
        /** What is looked for is loaded then, and what comes after its COMMIT is sent. */
        COMMITS_LOST_UNTIL_A_LOOK,
        LEDGER_ROWS_GONE,
        SINK_STARTED_AGAIN,
        /** Before each lock that the NiFi takes, as by an operator, so that its sets are lost. */
        TOKENS_CHANGED,
        /**
         * The other NiFi's consumer is stopped without having written checkpoints for a while, so that this one goes on behind what has
         * landed; where there is no other, its own is stopped and started.
         */
        DELIVERED_AGAIN,
        /** Of the orders that are put from now on. */
        NEW_FIELD
    }

    private static final String NEVER = "(?!)";

    private final Pattern statement;

    Moment(final String statement) {
        this.statement = Pattern.compile(statement, Pattern.DOTALL);
    }

    /** Whether it comes only when PutSnowflake looks for what the table has, as after a start. */
    public boolean isOfSlowPath() {
        return compareTo(INCOMING_TABLE) >= 0 && compareTo(INSERT) <= 0;
    }

    public Provocation provocation() {
        if (isOfSlowPath()) {
            return Provocation.EVERY_COMMIT_LOST;
        }
        return switch (this) {
            case STAGE, ROLLBACK -> Provocation.EVERY_COMMIT_LOST;
            case ABORT -> Provocation.COMMITS_AND_ENDS_OF_SESSIONS_LOST;
            case DROP -> Provocation.COMMITS_LOST_UNTIL_A_LOOK;
            case LEDGER_DELETE, LEDGER_INSERT, GUARD_TOKEN -> Provocation.LEDGER_ROWS_GONE;
            case OPEN_TRANSACTIONS,
                    GUARD_TABLE,
                    GUARD_READ,
                    TRIAL_COPY,
                    CHECK_ROW,
                    CHECK_SET,
                    TARGET_COLUMNS,
                    LEDGER_TABLE,
                    DROP_STAGE -> Provocation.SINK_STARTED_AGAIN;
            case LOOK_INSIDE -> Provocation.TOKENS_CHANGED;
            case HIGHEST_RECOGNISED -> Provocation.DELIVERED_AGAIN;
            case NEW_COLUMN, NEW_TOKENS -> Provocation.NEW_FIELD;
            default -> Provocation.NONE;
        };
    }

    /** Where the call goes. */
    public Backend backend() {
        return this == CHECKPOINT ? Backend.DYNAMODB : Backend.SNOWFLAKE;
    }

    /** The moment of a statement, taken by itself; empty for others. */
    public static Optional<Moment> of(final String sql) {
        for (final Moment moment : values()) {
            if (moment.statement.matcher(sql).matches()) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
