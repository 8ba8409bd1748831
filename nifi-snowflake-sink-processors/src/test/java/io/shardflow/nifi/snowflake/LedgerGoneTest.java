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
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger is made at start only: a run that misses it says so and loads no more, whatever else made it look. */
class LedgerGoneTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static List<String> ledger(final String table) throws Exception {
        return snowflake.query("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '" + table
                + "_SHARDFLOW_%' ORDER BY 1");
    }

    private static boolean hasError(final TestRunner runner, final String text) {
        return runner.getLogger().getErrorMessages().stream()
                .anyMatch(message -> message.getMsg().contains(text));
    }

    /** Triggers, without stop and start, until the bulletin is there. */
    private static void runUntil(final TestRunner runner, final String bulletin) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            runner.run(1, false, false);
            return hasError(runner, bulletin);
        });
    }

    @Test
    void goneWhileTheTableHadToBeOpenedAgainItIsNotMadeBeforeTheNextStart() throws Exception {
        final TestRunner runner = snowflake.runner("MISSED");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        snowflake.execute("CREATE TABLE MISSED (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT)");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.execute("ALTER TABLE MISSED RENAME TO AWAY");
        runner.enqueue(Records.records(1, 10, 19));
        runUntil(runner, "MISSED");
        snowflake.execute(
                "ALTER TABLE AWAY RENAME TO MISSED",
                "DROP TABLE MISSED_SHARDFLOW_GUARD",
                "DROP TABLE MISSED_SHARDFLOW_LEDGER");

        runUntil(runner, "Stop all writers of this table");
        assertThat(ledger("MISSED")).isEmpty();
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);

        runner.stop();
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count("MISSED")).isEqualTo(20);
    }

    @Test
    void anotherOneInItsPlaceIsNotTakenForIt() throws Exception {
        final TestRunner runner = snowflake.runner("SWAPPED");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        snowflake.execute("CREATE TABLE SWAPPED (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT)");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.execute("ALTER TABLE SWAPPED RENAME TO ELSEWHERE");
        runner.enqueue(Records.records(1, 10, 19));
        runUntil(runner, "SWAPPED");
        snowflake.execute(
                "ALTER TABLE ELSEWHERE RENAME TO SWAPPED",
                "UPDATE SWAPPED_SHARDFLOW_GUARD SET LEDGER_ID = 'ANOTHER', TOKEN = 'ANOTHER'");

        runUntil(runner, "Stop all writers of this table");
        assertThat(snowflake.count("SWAPPED")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE CHANGED ADD COLUMN MORE VARCHAR",
                "CREATE OR REPLACE TABLE CHANGED (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT, MORE VARIANT)"
            })
    void goneWhenTheTableIsDescribedAnewItIsNotMadeEither(final String change) throws Exception {
        final TestRunner runner = snowflake.runner("CHANGED");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        snowflake.execute("CREATE OR REPLACE TABLE CHANGED (KINESISMETADATA VARIANT, ID VARIANT, NOTE VARIANT)");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        snowflake.execute(change, "DROP TABLE CHANGED_SHARDFLOW_GUARD", "DROP TABLE CHANGED_SHARDFLOW_LEDGER");
        final long rows = snowflake.count("CHANGED");
        runner.enqueue(Records.records(1, 10, 19));

        runUntil(runner, "Stop all writers of this table");
        assertThat(ledger("CHANGED")).isEmpty();
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(snowflake.count("CHANGED")).isEqualTo(rows);

        runner.stop();
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count("CHANGED")).isEqualTo(rows + 10);
    }
}
