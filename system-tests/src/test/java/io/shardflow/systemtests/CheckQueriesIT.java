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

import io.shardflow.localstack.Part;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The queries that docs/state.md gives to find what is missing or doubled, on a table that the connector has loaded. What a
 * test does to the table is rolled back.
 */
@ExtendWith(Shardflow.class)
class CheckQueriesIT {

    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?);\n```", Pattern.DOTALL);
    private static final int ORDERS = 200;
    private static final long MINUTE = 60_000;
    private static final String TABLE = "CHECK_QUERIES";
    private static final String METADATA = "\"KINESISMETADATA\":";

    private static long firstMinute;
    private static long lastMinute;
    private static Connection connection;
    private static String doubles;
    private static String gaps;
    private static String minutes;

    @BeforeAll
    static void load() throws SQLException, IOException {
        try (Run run = Run.of("check-queries")) {
            assertThat(run.tableName()).isEqualTo(TABLE);
            run.start();
            firstMinute = System.currentTimeMillis() / MINUTE;
            run.produce(ORDERS);
            lastMinute = System.currentTimeMillis() / MINUTE;
            run.assertExact(ORDERS);
        }
        connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
        final List<String> queries = queries();
        doubles = queries.get(0);
        gaps = queries.get(1);
        minutes = queries.get(2);
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        execute("BEGIN");
    }

    @AfterEach
    void rollBack() throws SQLException {
        execute("ROLLBACK");
    }

    @Test
    void theFirstFindsADoubledRowAndNoOther() throws SQLException {
        assertThat(rows(doubles)).isEmpty();

        final String one = rows("SELECT %1$sshardId::VARCHAR, %1$ssequenceNumber::VARCHAR FROM %2$s LIMIT 1"
                        .formatted(METADATA, TABLE))
                .getFirst();
        final String shard = one.split(" ")[0];
        final String number = one.split(" ")[1];
        execute("INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$ssequenceNumber::VARCHAR = '%3$s'"
                .formatted(TABLE, METADATA, number));
        // another record of the same aggregated one
        insert(shard, number, 1, 0);
        assertThat(rows(doubles)).containsExactly("check-queries %s %s 0 2".formatted(shard, number));
    }

    @Test
    void theSecondFindsWhereAShardBroughtNothingForMoreThanAMinute() throws SQLException {
        assertThat(rows(gaps)).isEmpty();

        final long late = System.currentTimeMillis() + 2 * MINUTE;
        final List<String> expected = new ArrayList<>();
        for (final String last : rows(
                "SELECT %1$sshardId::VARCHAR, MAX(%1$sapproximateArrival::NUMBER(38,0)) FROM %2$s GROUP BY 1 ORDER BY 1"
                        .formatted(METADATA, TABLE))) {
            final String shard = last.split(" ")[0];
            final long before = Long.parseLong(last.split(" ")[1]);
            insert(shard, "9", 0, before + MINUTE);
            insert(shard, "9", 0, late);
            expected.add(shard + ' ' + late + ' ' + (before + MINUTE));
        }
        assertThat(expected).hasSize(4);
        assertThat(rows(gaps)).isEqualTo(expected);
    }

    @Test
    void theThirdCountsTheRecordsOfEachMinute() throws SQLException {
        assertThat(counted()).isEqualTo(ORDERS);

        execute("INSERT INTO %1$s SELECT * FROM %1$s LIMIT 1".formatted(TABLE));
        assertThat(counted()).as("a doubled row is one record").isEqualTo(ORDERS);
    }

    private static long counted() throws SQLException {
        long records = 0;
        for (final String row : rows(minutes)) {
            assertThat(Long.parseLong(row.split(" ")[0])).isBetween(firstMinute, lastMinute);
            records += Long.parseLong(row.split(" ")[1]);
        }
        return records;
    }

    private static void insert(final String shard, final String number, final int sub, final long arrival)
            throws SQLException {
        execute(
                ("INSERT INTO %s (\"KINESISMETADATA\") SELECT PARSE_JSON('{\"stream\":\"check-queries\",\"shardId\":\"%s\","
                                + "\"sequenceNumber\":\"%s\",\"subSequenceNumber\":%d,\"approximateArrival\":%d}')")
                        .formatted(TABLE, shard, number, sub, arrival));
    }

    private static List<String> queries() throws IOException {
        final String page = Files.readString(Path.of("..", "docs", "state.md"));
        return BLOCK.matcher(page.substring(page.indexOf("## Check that nothing is missing")))
                .results()
                .map(block -> block.group(1).replace("FROM ORDERS", "FROM " + TABLE))
                .toList();
    }

    private static void execute(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows of a query, their columns joined by a space. */
    private static List<String> rows(final String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            final List<String> lines = new ArrayList<>();
            while (rows.next()) {
                final List<String> line = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    line.add(rows.getString(i));
                }
                lines.add(String.join(" ", line));
            }
            return lines;
        }
    }
}
