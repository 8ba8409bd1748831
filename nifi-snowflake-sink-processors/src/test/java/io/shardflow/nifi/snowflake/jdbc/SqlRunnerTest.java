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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.shardflow.nifi.snowflake.SnowflakeForTests;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How long a statement may take. */
class SqlRunnerTest {

    private static final QualifiedName TABLE =
            new QualifiedName(new Identifier("DEMO_DB"), new Identifier("PUBLIC"), new Identifier("ORDERS"));

    @RegisterExtension
    private static final SnowflakeForTests SNOWFLAKE = new SnowflakeForTests();

    @TempDir
    Path folder;

    private Path spooled(final String name, final long bytes) throws IOException {
        final Path file = folder.resolve(name);
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(bytes);
        }
        return file;
    }

    @Test
    void aStatementHasASecondMoreForEachMebibyteThatWasUploadedForIt() throws Exception {
        try (Connection connection = SNOWFLAKE.connect()) {
            final SqlRunner sql = new SqlRunner(connection);
            assertThat(sql.seconds()).isEqualTo(300);
            final SessionStage stage = SessionStage.create(sql, TABLE, AttemptId.random("SF"));

            StagedFiles.put(
                    sql,
                    stage,
                    AttemptId.random("SF"),
                    List.of(spooled("a.json.gz", 2 << 20), spooled("b.json.gz", 1 << 20)),
                    false);
            assertThat(sql.seconds()).isEqualTo(303);

            StagedFiles.put(sql, stage, AttemptId.random("SF"), List.of(spooled("c.json.gz", (1 << 20) - 1)), false);
            assertThat(sql.seconds()).as("of the next transaction").isEqualTo(300);
        }
    }

    @Test
    void noStatementHasMoreThanAnHour() throws Exception {
        try (Connection connection = SNOWFLAKE.connect()) {
            final SqlRunner sql = new SqlRunner(connection);
            sql.allowFor(Long.MAX_VALUE);
            assertThat(sql.seconds()).isEqualTo(3300);
        }
    }

    /** To cancel a PUT ends its upload. */
    @Test
    void ofAnUploadTheDriverBoundsTheStatementAlone() throws Exception {
        try (Connection connection = SNOWFLAKE.connect()) {
            final SqlRunner sql = new SqlRunner(connection, 7);
            final SessionStage stage = SessionStage.create(sql, TABLE, AttemptId.random("SF"));
            final SqlRunner.Row<Integer> bound = row -> row.getStatement().getQueryTimeout();
            final String to = SqlLiteral.of("@" + stage.name().sql()) + " AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=NONE";
            final String put = "PUT 'file://" + spooled("d.json", 1) + "' " + to;
            assertThat(sql.query("uploading", put, bound)).containsExactly(7);
            assertThat(sql.query("asking", "SELECT 1", bound)).containsExactly(0);
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void aStatementThatIsNotDoneInTimeIsCancelledAndTheSessionGoesOn() throws Exception {
        SNOWFLAKE.execute("CREATE TABLE LOCKED (N NUMBER)", "INSERT INTO LOCKED VALUES (1)");
        try (Connection holder = SNOWFLAKE.connect();
                Connection connection = SNOWFLAKE.connect()) {
            final SqlRunner holding = new SqlRunner(holder);
            holding.run("beginning", "BEGIN");
            holding.run("locking", "UPDATE LOCKED SET N = 2");

            final SqlRunner sql = new SqlRunner(connection, 1);
            assertThatThrownBy(() -> sql.run("waiting", "UPDATE LOCKED SET N = 3"))
                    .asInstanceOf(type(WarehouseException.class))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(WarehouseException.Kind.TRANSIENT))
                    .satisfies(e -> assertThat(e).hasMessageContaining("57014"));
            holding.run("letting go", "ROLLBACK");
            sql.run("not waiting", "UPDATE LOCKED SET N = 3");
        }
    }
}
