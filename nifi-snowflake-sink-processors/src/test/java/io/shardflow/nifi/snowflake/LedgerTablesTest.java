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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What kind of tables guard and ledger are. */
class LedgerTablesTest {

    private static final String TABLES =
            "SELECT TABLE_NAME, IS_TRANSIENT, RETENTION_TIME FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE TABLE_NAME LIKE '%s_SHARDFLOW_%%' ORDER BY TABLE_NAME";

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @Test
    void keepNoOlderVersionThatSomebodyCouldPutBackOrWouldPayFor() throws Exception {
        final TestRunner runner = snowflake.runner("KEPT");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run();

        assertThat(snowflake.query(TABLES.formatted("KEPT")))
                .containsExactly("KEPT_SHARDFLOW_GUARD|YES|0", "KEPT_SHARDFLOW_LEDGER|YES|0");
    }

    @Test
    void permanentOnesOfEarlierVersionsAreUsedAsTheyAre() throws Exception {
        snowflake.execute(
                "CREATE TABLE OLD (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT)",
                "CREATE TABLE OLD_SHARDFLOW_GUARD AS SELECT 'A1'::VARCHAR(100) AS LEDGER_ID, 'A1'::VARCHAR(100) AS TOKEN,"
                        + " ''::VARCHAR(100) AS LOCKED_BY, 'then'::VARCHAR(100) AS TARGET_CREATED",
                "CREATE TABLE OLD_SHARDFLOW_LEDGER (STREAM VARCHAR NOT NULL, SHARD VARCHAR NOT NULL, TOKEN VARCHAR NOT NULL,"
                        + " SEQUENCE_NUMBER VARCHAR, SUB_SEQUENCE_NUMBER VARCHAR, COMMITTED_AT TIMESTAMP_LTZ)");
        for (int start = 0; start < 2; start++) {
            final TestRunner runner = snowflake.runner("OLD");
            runner.enqueue(Records.records(1, 0, 9));
            runner.run();
            runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        }

        assertThat(snowflake.count("OLD")).isEqualTo(10);
        assertThat(snowflake.query("SELECT LEDGER_ID FROM OLD_SHARDFLOW_GUARD")).containsExactly("A1");
        assertThat(snowflake.query(TABLES.formatted("OLD")))
                .containsExactly("OLD_SHARDFLOW_GUARD|NO|1", "OLD_SHARDFLOW_LEDGER|NO|1");
    }
}
