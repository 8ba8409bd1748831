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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Switch B: READ_CONSISTENCY_MODE=SESSION at its worst. */
class StaleSessionTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection writer;
    private Connection reader;

    @BeforeEach
    void connect() throws SQLException {
        writer = STAND_IN.connect();
        reader = STAND_IN.connect();
        update(writer, "CREATE OR REPLACE TABLE L (ID NUMBER, TOKEN VARCHAR)");
        update(writer, "INSERT INTO L VALUES (1, 'a'), (2, 'a')");
        STAND_IN.control("{\"staleForMillis\":3600000}");
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        reader.close();
    }

    private static final String ALL = "SELECT ID, TOKEN FROM L ORDER BY ID";

    @Test
    void anOpenSessionDoesNotSeeInsertsUpdatesAndDeletesButANewOneDoes() throws SQLException {
        update(writer, "BEGIN");
        update(writer, "INSERT INTO L VALUES (3, 'new')");
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
        update(writer, "DELETE FROM L WHERE ID = 2");
        update(writer, "COMMIT");
        assertThat(rows(reader, ALL)).containsExactly("1|a", "2|a");
        assertThat(rows(writer, ALL)).containsExactly("1|b", "3|new");
        try (Connection fresh = STAND_IN.connect()) {
            assertThat(rows(fresh, ALL)).containsExactly("1|b", "3|new");
        }
    }

    @Test
    void ctasAndInsertSelectReadTheOldStateToo() throws SQLException {
        update(writer, "UPDATE L SET TOKEN = 'b'");
        update(reader, "CREATE TEMPORARY TABLE LOOK AS SELECT * FROM L");
        assertThat(rows(reader, "SELECT DISTINCT TOKEN FROM LOOK")).containsExactly("a");
        update(reader, "INSERT INTO LOOK SELECT ID, TOKEN || '2' FROM L");
        assertThat(rows(reader, "SELECT DISTINCT TOKEN FROM LOOK ORDER BY 1")).containsExactly("a", "a2");
    }

    @Test
    void anUpdateUnderTheLockSeesTheLatestRows() throws SQLException {
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
        assertThat(update(reader, "UPDATE L SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'a'"))
                .isZero();
        assertThat(update(reader, "UPDATE L SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'b'"))
                .isEqualTo(1);
    }

    @Test
    void aSessionAlwaysSeesItsOwnChangesEvenOverUnseenOnes() throws SQLException {
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
        update(writer, "UPDATE L SET TOKEN = 'b2' WHERE ID = 1");
        update(reader, "UPDATE L SET TOKEN = 'mine' WHERE ID = 1");
        assertThat(rows(reader, ALL)).containsExactly("1|mine", "2|a");
        update(reader, "DELETE FROM L WHERE ID = 1");
        assertThat(rows(reader, ALL)).containsExactly("2|a");
    }

    @Test
    void aRowUpdatedTwiceUnseenShowsItsFirstState() throws SQLException {
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
        update(writer, "UPDATE L SET TOKEN = 'c' WHERE ID = 1");
        assertThat(value(reader, "SELECT TOKEN FROM L WHERE ID = 1")).isEqualTo("a");
    }

    @Test
    void positionsInVariantsAreHiddenToo() throws SQLException {
        update(writer, "CREATE OR REPLACE TABLE P (KINESISMETADATA VARIANT)");
        update(writer, "INSERT INTO P SELECT PARSE_JSON('{\"sequenceNumber\":\"1\"}')");
        assertThat(
                        rows(
                                reader,
                                "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM P T WHERE T.KINESISMETADATA:sequenceNumber::VARCHAR = '1')"))
                .hasSize(1);
        assertThat(
                        rows(
                                writer,
                                "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM P T WHERE T.KINESISMETADATA:sequenceNumber::VARCHAR = '1')"))
                .isEmpty();
    }

    @Test
    void theCommitShowsWhenTheTimeIsOver() throws SQLException {
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
        STAND_IN.control("{\"staleForMillis\":300}");
        await().until(() -> value(reader, "SELECT TOKEN FROM L WHERE ID = 1").equals("b"));
    }
}
