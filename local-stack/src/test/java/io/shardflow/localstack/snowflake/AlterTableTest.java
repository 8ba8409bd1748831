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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlterTableTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @Test
    void columnsAreRenamedAndDroppedWithTheirValues() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE T (KINESISMETADATA VARIANT, A NUMBER(5,1) DEFAULT 7, B VARCHAR)");
            update(c, "INSERT INTO T SELECT PARSE_JSON('{\"sequenceNumber\":\"1\"}'), 1, 'x'");
            update(c, "ALTER TABLE T RENAME COLUMN KINESISMETADATA TO METADATA_OF_OLD");
            update(c, "ALTER TABLE T RENAME COLUMN A TO \"c\"");
            assertThat(rows(c, "SELECT METADATA_OF_OLD:sequenceNumber::VARCHAR, \"c\", B FROM T"))
                    .containsExactly("1|1.0|x");
            update(c, "INSERT INTO T (B) VALUES ('y')");
            assertThat(rows(c, "SELECT \"c\" FROM T WHERE B = 'y'")).containsExactly("7.0");
            update(c, "ALTER TABLE T DROP COLUMN METADATA_OF_OLD");
            assertThat(rows(c, "SELECT * FROM T WHERE B = 'x'")).containsExactly("1.0|x");
            assertRefused(c, "ALTER TABLE T DROP COLUMN NOPE", 904);
            assertRefused(c, "ALTER TABLE T RENAME COLUMN NOPE TO D", 904);
            assertRefused(c, "ALTER TABLE T RENAME COLUMN B TO \"c\"", 1430);
        }
    }

    @Test
    void severalColumnsAreAddedOrChangedByOneStatement() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE W (A NUMBER(5,1) NOT NULL, B VARCHAR(3), \"c d\" BOOLEAN NOT NULL)");
            update(c, "INSERT INTO W VALUES (1.5, 'abc', TRUE)");
            update(
                    c,
                    "ALTER TABLE W ADD COLUMN IF NOT EXISTS B VARIANT, IF NOT EXISTS \"e\" VARIANT, IF NOT EXISTS F NUMBER(38,0)");
            update(
                    c,
                    "ALTER TABLE W ALTER COLUMN A SET DATA TYPE NUMBER(38,1), COLUMN A DROP NOT NULL,"
                            + " COLUMN B SET DATA TYPE VARCHAR(16777216), COLUMN \"c d\" DROP NOT NULL");
            update(c, "INSERT INTO W (B) VALUES ('longer')");
            assertThat(rows(c, "SELECT * FROM W ORDER BY A"))
                    .containsExactly("1.5|abc|TRUE|null|null", "null|longer|null|null|null");
            assertThat(rows(c, "DESC TABLE W").stream()
                            .map(row ->
                                    String.join("|", List.of(row.split("\\|")).subList(0, 4))))
                    .containsExactly(
                            "A|NUMBER(38,1)|COLUMN|Y",
                            "B|VARCHAR(16777216)|COLUMN|Y",
                            "c d|BOOLEAN|COLUMN|Y",
                            "e|VARIANT|COLUMN|Y",
                            "F|NUMBER(38,0)|COLUMN|Y");
        }
    }

    @Test
    void onlyWhatIsWidenedMayChange() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE N (A NUMBER(5,1), B VARCHAR(3), V VARIANT)");
            assertRefused(c, "ALTER TABLE N ALTER COLUMN A SET DATA TYPE NUMBER(38,2)", 2108);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN A SET DATA TYPE NUMBER(4,1)", 2108);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN A SET DATA TYPE VARCHAR", 2108);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN B SET DATA TYPE VARCHAR(2)", 2108);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN V SET DATA TYPE VARCHAR", 2108);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN NOPE DROP NOT NULL", 904);
            assertRefused(c, "ALTER TABLE N ALTER COLUMN B SET NOT NULL", 1003);
            assertRefused(c, "ALTER TABLE N ADD COLUMN C NUMBER(39,0)", 1014);
            assertRefused(c, "ALTER TABLE N ADD COLUMN C NUMBER(38,38)", 1014);
            assertRefused(c, "ALTER TABLE N ADD COLUMN C VARCHAR(134217729)", 1014);
        }
    }

    private static void assertRefused(final Connection c, final String sql, final int code) {
        assertThatThrownBy(() -> update(c, sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }
}
