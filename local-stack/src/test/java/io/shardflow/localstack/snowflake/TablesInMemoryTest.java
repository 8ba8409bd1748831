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

import io.shardflow.localstack.snowflake.settings.CommandLine;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --tables=memory} changes where tables live, and nothing else. */
class TablesInMemoryTest {

    @TempDir
    Path folder;

    @Test
    void sessionsSeeWhatWasCommittedAndNothingElse() throws SQLException {
        try (SnowflakeStandIn standIn = start();
                Connection one = connect(standIn);
                Connection other = connect(standIn)) {
            update(one, "CREATE TABLE T (A NUMBER)");
            one.setAutoCommit(false);
            update(one, "INSERT INTO T VALUES (1)");
            assertThat(rows(other, "SELECT * FROM T")).isEmpty();

            one.commit();
            update(one, "INSERT INTO T VALUES (2)");
            one.rollback();

            assertThat(rows(other, "SELECT * FROM T")).containsExactly("1");
        }
        assertThat(folder.resolve("h2")).doesNotExist();
    }

    @Test
    void tablesAreGoneWhenItEnds() throws SQLException {
        try (SnowflakeStandIn standIn = start();
                Connection connection = connect(standIn)) {
            update(connection, "CREATE TABLE T (A NUMBER)");
        }
        try (SnowflakeStandIn standIn = start();
                Connection connection = connect(standIn)) {
            assertThatThrownBy(() -> rows(connection, "SELECT * FROM T")).hasMessageContaining("does not exist");
        }
    }

    @Test
    void eachHasTablesOfItsOwn() throws SQLException {
        try (SnowflakeStandIn one = start();
                Connection ofOne = connect(one)) {
            update(ofOne, "CREATE TABLE T (A NUMBER)");
            final StandInConfig another =
                    StandInConfig.of(folder.resolve("other")).withTablesInMemory();
            try (SnowflakeStandIn other = SnowflakeStandIn.start(another);
                    Connection ofOther = connect(other)) {
                assertThatThrownBy(() -> rows(ofOther, "SELECT * FROM T")).hasMessageContaining("does not exist");
            }
        }
    }

    @Test
    void thereAreTwoPlacesOnly() {
        assertThatThrownBy(() -> CommandLine.parse(new String[] {"--data=" + folder, "--tables=cloud"}))
                .hasMessageContaining("cloud");
    }

    private SnowflakeStandIn start() {
        return SnowflakeStandIn.start(CommandLine.parse(new String[] {"--data=" + folder, "--tables=memory"}));
    }

    private static Connection connect(final SnowflakeStandIn standIn) throws SQLException {
        final Properties properties = RunningStandIn.properties("user", "nifi", "password", "nifi");
        return DriverManager.getConnection(standIn.url(), properties);
    }
}
