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
package io.shardflow.benchmarks.landed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.SequenceNumbers;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandedRowsTest {

    private static final StreamShape STREAM = new StreamShape(2, 2, 5, 300, RecordKind.ASCII, "a");

    @TempDir
    private static Path folder;

    @Test
    void countsWhatIsMissingDoubledAndAltered() throws SQLException, IOException {
        final StandInConfig config = StandInConfig.of(folder);
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(config);
                Connection connection =
                        LocalAccount.connect(URI.create("http://127.0.0.1:" + standIn.port()), "NIFI", "nifi");
                Statement statement = connection.createStatement()) {
            statement.execute("USE SCHEMA " + config.database() + "." + config.schema());
            statement.execute("CREATE TABLE LANDED (KINESISMETADATA VARIANT, ID NUMBER, NOTE VARCHAR)");
            for (int shard = 0; shard < STREAM.shards(); shard++) {
                for (int i = 0; i < STREAM.shardRecords(); i++) {
                    insert(connection, shard, i, "");
                }
            }
            assertThat(LandedRows.compare(connection, "LANDED", STREAM)).isEqualTo(new StreamTally.Result(20, 0, 0, 0));
            statement.execute("DELETE FROM LANDED WHERE KINESISMETADATA:sequenceNumber::VARCHAR = '"
                    + SequenceNumbers.of(7) + "'");
            insert(connection, 0, 3, "");
            insert(connection, 1, 7, "x");
            assertThat(LandedRows.compare(connection, "LANDED", STREAM)).isEqualTo(new StreamTally.Result(18, 2, 1, 1));
        }
    }

    private static void insert(final Connection connection, final int shard, final int ordinal, final String suffix)
            throws SQLException, IOException {
        final JsonNode payload = new ObjectMapper().readTree(STREAM.payload(STREAM.payloadNumber(ordinal)));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO LANDED SELECT PARSE_JSON(?), ?, ?")) {
            insert.setString(
                    1,
                    "{\"shardId\":\"%s\",\"sequenceNumber\":\"%s\"}"
                            .formatted(StreamShape.shardId(shard), SequenceNumbers.of(ordinal)));
            insert.setLong(2, payload.path("id").asLong());
            insert.setString(3, payload.path("note").asText() + suffix);
            insert.executeUpdate();
        }
    }
}
