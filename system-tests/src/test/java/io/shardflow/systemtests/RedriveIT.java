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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Records that a table cannot take lie in the error table once, and land when the table can take them, each once. */
@Tag("long")
@ExtendWith(Shardflow.class)
class RedriveIT {

    private static final String STREAM = "redrive";
    private static final String TABLE = "REDRIVE";
    private static final String ERRORS = TABLE + "_ERRORS";
    private static final int BAD = 50;
    private static final int GOOD = 200;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Connector connector = Shardflow.connector();
    private final KinesisClient kinesis = Shardflow.stack().kinesisClient();
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
        connector.stop();
        LocalAws.createStream(kinesis, STREAM, 2);
        connector.set(LocalParameters.ofJob(STREAM, STREAM, TABLE));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connector.stop();
        connection.close();
        kinesis.close();
    }

    @Test
    void rejectedRecordsLandOnceAfterTheTableWasMended() throws SQLException {
        execute("CREATE TABLE " + TABLE + " (KINESISMETADATA VARIANT, ID NUMBER(10,0), TOTAL NUMBER(10,2))");
        connector.start();
        // one by one, so that each comes in a FlowFile of its own or beside good ones, as it happens
        for (int id = 0; id < BAD; id++) {
            put("{\"id\":%d,\"total\":\"to be agreed\"}".formatted(id));
            for (int good = 0; good < GOOD / BAD; good++) {
                put("{\"id\":%d,\"total\":12.5}".formatted(BAD + id * (GOOD / BAD) + good));
            }
        }
        put("no JSON");
        awaitRows(TABLE, GOOD);
        awaitRows(ERRORS, BAD + 1);
        assertThat(rows("SELECT COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + ERRORS))
                .containsExactly(Integer.toString(BAD + 1));

        execute(
                "ALTER TABLE " + TABLE + " RENAME COLUMN TOTAL TO TOTAL_AS_NUMBER",
                "ALTER TABLE " + TABLE + " ADD COLUMN TOTAL VARCHAR");
        connector.runOnce(Connector.WAY_BACK);
        awaitRows(TABLE, GOOD + BAD);
        // the second time everything is recognised, in either table
        connector.runOnce(Connector.WAY_BACK);
        await().atMost(LIMIT)
                .until(() -> connector.counter(Connector.SINK, "Rows Recognised") >= BAD
                        && connector.queuedFlowFiles() == 0);

        assertThat(rows("SELECT ID FROM " + TABLE + " ORDER BY ID"))
                .isEqualTo(IntStream.range(0, GOOD + BAD)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(rows("SELECT COUNT(*) FROM " + TABLE + " WHERE TOTAL = 'to be agreed'"))
                .containsExactly(Integer.toString(BAD));
        assertThat(rows("SELECT COUNT(*) FROM " + ERRORS)).containsExactly(Integer.toString(BAD + 1));
        assertThat(connector.processor(Connector.WAY_BACK).state()).isEqualTo("DISABLED");
    }

    private void put(final String payload) {
        kinesis.putRecord(request -> request.streamName(STREAM)
                .partitionKey(Integer.toString(payload.hashCode()))
                .data(SdkBytes.fromUtf8String(payload)));
    }

    private void awaitRows(final String table, final int count) {
        await(table + " has " + count + " rows")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() ->
                        assertThat(rows("SELECT COUNT(*) FROM " + table)).containsExactly(Integer.toString(count)));
    }

    private void execute(final String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> rows(final String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            final List<String> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(results.getString(1));
            }
            return rows;
        }
    }
}
