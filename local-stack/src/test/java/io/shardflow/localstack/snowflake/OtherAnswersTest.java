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

import io.shardflow.localstack.snowflake.transaction.Quirk;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quirks of transactions: what COPY does to one, and which columns are seen in one. */
class OtherAnswersTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection session;
    private Connection other;

    @BeforeEach
    void connect() throws SQLException {
        session = STAND_IN.connect();
        other = STAND_IN.connect();
        update(session, "CREATE OR REPLACE TABLE T (METADATA VARIANT, N NUMBER(5,0))");
        update(session, "CREATE OR REPLACE TABLE L (ID NUMBER)");
    }

    @AfterEach
    void close() throws SQLException {
        STAND_IN.control("{\"quirks\":[]}");
        session.close();
        other.close();
    }

    private static void quirk(final Quirk quirk) {
        STAND_IN.control("{\"quirks\":[\"" + quirk + "\"]}");
    }

    private void insertCopyAndRollBack() throws SQLException, IOException {
        update(session, "CREATE OR REPLACE TEMPORARY STAGE S");
        update(session, "PUT 'file://" + STAND_IN.gzip("one.json.gz", "{\"n\":1}") + "' @S");
        update(session, "BEGIN");
        update(session, "INSERT INTO L VALUES (1)");
        update(session, "COPY INTO T (METADATA) FROM (SELECT $1 FROM @S) FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP)");
        update(session, "INSERT INTO L VALUES (2)");
        update(session, "ROLLBACK");
    }

    @Test
    void aRollbackTakesTheRowsOfACopyBack() throws Exception {
        insertCopyAndRollBack();
        assertThat(value(other, "SELECT COUNT(*) FROM T")).isEqualTo("0");
        assertThat(value(other, "SELECT COUNT(*) FROM L")).isEqualTo("0");
    }

    @Test
    void aCopyCommitsItselfAndWhatWasDoneBeforeIt() throws Exception {
        quirk(Quirk.COPY_COMMITS);
        insertCopyAndRollBack();
        assertThat(value(other, "SELECT COUNT(*) FROM T")).isEqualTo("1");
        assertThat(rows(other, "SELECT ID FROM L ORDER BY ID")).first().isEqualTo("1");
    }

    private List<String> columns() throws SQLException {
        try (Statement statement = session.createStatement()) {
            final ResultSetMetaData columns =
                    statement.executeQuery("SELECT * FROM T LIMIT 0").getMetaData();
            final List<String> found = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                found.add(
                        columns.getColumnName(i) + " " + columns.getColumnTypeName(i) + " " + columns.getPrecision(i));
            }
            return found;
        }
    }

    @Test
    void aTransactionSeesTheColumnsAsTheyAre() throws Exception {
        update(session, "BEGIN");
        update(other, "ALTER TABLE T ADD COLUMN MORE VARCHAR");
        assertThat(columns()).hasSize(3);
    }

    @Test
    void aTransactionSeesTheColumnsOfItsBeginUntilItEnds() throws Exception {
        quirk(Quirk.COLUMNS_AS_AT_BEGIN);
        update(other, "INSERT INTO T SELECT PARSE_JSON('{\"n\":1}'), 1");
        final List<String> before = columns();
        update(session, "BEGIN");
        update(other, "ALTER TABLE T ADD COLUMN MORE VARCHAR");
        update(other, "ALTER TABLE T ALTER COLUMN N SET DATA TYPE NUMBER(38,0)");
        assertThat(columns()).isEqualTo(before);
        assertThat(rows(session, "SELECT * FROM T")).containsExactly("{\"n\":1}|1");
        assertThat(value(session, "SELECT COUNT(*) FROM T WHERE T.METADATA:sequenceNumber::VARCHAR = '7'"))
                .isEqualTo("0");
        update(other, "ALTER TABLE T DROP COLUMN N");
        assertThat(rows(session, "SELECT N FROM T")).containsExactly("null");
        update(session, "ROLLBACK");
        assertThat(columns()).hasSize(2).doesNotContainAnyElementsOf(List.of(before.getLast()));
    }
}
