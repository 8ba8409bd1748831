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

    private static void assertRefused(final Connection c, final String sql, final int code) {
        assertThatThrownBy(() -> update(c, sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }
}
