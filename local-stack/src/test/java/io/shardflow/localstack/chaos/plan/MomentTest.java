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

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT                | PUT 'file:///spool/SF_1_2_3.json' '@"D"."S"."SF_1_STAGE"' PARALLEL=1
            INCOMING_TABLE     | CREATE TEMPORARY TABLE "D"."S"."SF_1_2_3_IN" ("ID" NUMBER(38,0))
            INCOMING_COPY      | COPY INTO "D"."S"."SF_1_2_3_IN" ("ID") FROM (SELECT $1 FROM @x)
            INCOMING_COUNT     | SELECT COUNT(*), COUNT(DISTINCT I."K":"s") FROM "D"."S"."SF_1_2_3_IN" I
            LOOK               | CREATE TEMPORARY TABLE "D"."S"."SF_1_2_3_LOOK" AS SELECT 1
            LOOK_READ          | SELECT "SHARDFLOW$LEDGER_ID", COUNT("M") FROM "D"."S"."L" GROUP BY 1
            INSERT             | INSERT INTO "D"."S"."ORDERS" ("ID") SELECT "ID" FROM "D"."S"."L"
            BEGIN              | BEGIN NAME SF_1_2_3
            TRANSACTION_NUMBER | SELECT CURRENT_TRANSACTION()
            COPY               | COPY INTO "D"."S"."ORDERS" ("ID") FROM (SELECT $1 FROM @x)
            SHAPE              | SELECT * FROM "D"."S"."ORDERS" LIMIT 0
            LOCK               | UPDATE "D"."S"."ORDERS_SHARDFLOW_GUARD" SET "LOCKED_BY" = 'SF_1_2_3' WHERE 1 = 1
            SET                | UPDATE "D"."S"."ORDERS_SHARDFLOW_LEDGER" SET "TOKEN" = 'SF_1_2_3', "SEQUENCE_NUMBER" = CASE WHEN 1 = 1 THEN '7' ELSE "SEQUENCE_NUMBER" END WHERE 1 = 1
            READ_BACK          | SELECT "STREAM", "SHARD" FROM "D"."S"."ORDERS_SHARDFLOW_LEDGER" WHERE "TOKEN" = 'SF_1_2_3' AND (1 = 1)
            STAGE              | CREATE TEMPORARY STAGE "D"."S"."SF_1_2_3_STAGE"
            DROP               | DROP TABLE IF EXISTS "D"."S"."SF_1_2_3_LOOK"
            ROLLBACK           | ROLLBACK
            LEDGER_DELETE      | DELETE FROM "D"."S"."ORDERS_SHARDFLOW_LEDGER" WHERE (("STREAM" = 'orders' AND "SHARD" = 'shardId-000000000001'))
            LEDGER_INSERT      | INSERT INTO "D"."S"."ORDERS_SHARDFLOW_LEDGER" ("STREAM", "SHARD", "TOKEN") VALUES ('orders', 'shardId-000000000001', 'SF_1_2_3')
            GUARD_TOKEN        | UPDATE "D"."S"."ORDERS_SHARDFLOW_GUARD" SET "TOKEN" = 'SF_1_2_3', "TARGET_CREATED" = 'x' WHERE 1 = 1
            OPEN_TRANSACTIONS  | SHOW TRANSACTIONS
            GUARD_TABLE        | CREATE TRANSIENT TABLE IF NOT EXISTS "D"."S"."ORDERS_SHARDFLOW_GUARD" DATA_RETENTION_TIME_IN_DAYS = 0 AS SELECT 'x'
            GUARD_READ         | SELECT G."LEDGER_ID", G."TOKEN", G."TARGET_CREATED", NULL::VARCHAR FROM "D"."S"."ORDERS_SHARDFLOW_GUARD" G
            TRIAL_COPY         | COPY INTO "D"."S"."SF_1_2_3_TRIAL" ("RECORD") FROM (SELECT $1 FROM @x)
            TARGET_COLUMNS     | DESC TABLE "D"."S"."ORDERS"
            LEDGER_TABLE       | CREATE TRANSIENT TABLE IF NOT EXISTS "D"."S"."ORDERS_SHARDFLOW_LEDGER" ("STREAM" VARCHAR NOT NULL)
            DROP_STAGE         | DROP STAGE IF EXISTS "D"."S"."SF_1_2_3_STAGE"
            ABORT              | SELECT SYSTEM$ABORT_TRANSACTION(123)
            LOOK_INSIDE        | INSERT INTO "D"."S"."SF_1_2_3_LOOK" SELECT * FROM (SELECT 1) S WHERE 1 = 1
            HIGHEST_RECOGNISED | SELECT I."K":"s" AS "STREAM", MAX(1) AS "HIGHEST" FROM "D"."S"."SF_1_2_3_IN" I WHERE NOT EXISTS (SELECT 1)
            NEW_COLUMN         | ALTER TABLE "D"."S"."ORDERS" ADD COLUMN IF NOT EXISTS "grown_1" VARCHAR
            NEW_TOKENS         | UPDATE "D"."S"."ORDERS_SHARDFLOW_LEDGER" SET "TOKEN" = 'SF_1_2_3'
            COMMIT             | COMMIT
            PROOF              | DESC TRANSACTION 123
            """)
    void aStatementOfATransactionIsKnownByItsText(final Moment moment, final String sql) {
        assertThat(Moment.of(sql)).contains(moment);
    }

    @Test
    void aStatementThatNotEachTransactionHasIsNone() {
        assertThat(Moment.of("ALTER TABLE \"T\" ALTER \"C\" DROP NOT NULL")).isEmpty();
        assertThat(Moment.of("ALTER SESSION SET QUERY_TAG = 'x'")).isEmpty();
        assertThat(Moment.of("UPDATE \"G_SHARDFLOW_GUARD\" SET \"LOCKED_BY\" = \"LOCKED_BY\""))
                .isEmpty();
    }
}
