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

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStageTest {

    private static QualifiedName table(final String schema, final String name) {
        return new QualifiedName(new Identifier("DEMO_DB"), new Identifier(schema), new Identifier(name));
    }

    @Test
    void servesEveryTableOfItsSchemaUntilAGigabyteWasUploaded(@TempDir final Path folder) throws Exception {
        final Properties properties = new Properties();
        properties.setProperty("user", "NIFI");
        properties.setProperty("password", "nifi");
        try (SnowflakeStandIn snowflake = SnowflakeStandIn.start(StandInConfig.of(folder));
                Connection connection = DriverManager.getConnection(snowflake.url(), properties)) {
            final SqlRunner sql = new SqlRunner(connection);
            final SessionStage stage = SessionStage.create(sql, table("PUBLIC", "ORDERS"), AttemptId.random("SF"));
            assertThat(stage.serves(table("PUBLIC", "ORDERS"))).isTrue();
            assertThat(stage.serves(table("PUBLIC", "RETURNS"))).isTrue();
            assertThat(stage.serves(table("OTHER", "ORDERS"))).isFalse();

            stage.uploaded(999_999_999);
            assertThat(stage.serves(table("PUBLIC", "ORDERS"))).isTrue();
            stage.uploaded(1);
            assertThat(stage.serves(table("PUBLIC", "ORDERS"))).isFalse();

            sql.run("dropping", stage.drop());
            assertThat(sql.hasFailed()).isFalse();
        }
    }
}
