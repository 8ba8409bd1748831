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
import io.shardflow.localstack.nifi.NifiLog;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A run of the connector in which the application forgets, and what is seen of it in DynamoDB, Snowflake and NiFi. One thread. */
final class ResetRun implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Parameters that a reset changes, as the flow definition has them. */
    private static final Map<String, String> UNCHANGED = Map.of(
            "AWS Kinesis Initial Stream Position", "TRIM_HORIZON",
            "AWS Kinesis Initial Stream Timestamp", "",
            "Delivery Guarantee", "EXACTLY_ONCE");

    private final String name;
    private final DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient();
    private final KinesisClient kinesis = Shardflow.stack().kinesisClient();
    private final Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
    private final NifiLog log = new NifiLog(Shardflow.stack().service(Part.NIFI).log());
    private final Set<String> tablesBefore = allTables();
    private final Run run;
    private long recognisedBefore;

    private ResetRun(final String name) throws SQLException {
        this.name = name;
        run = Run.of(name);
        Shardflow.connector().set(UNCHANGED);
    }

    /** @param name of stream and application, and in upper case of the table */
    static ResetRun of(final String name) throws SQLException {
        return new ResetRun(name);
    }

    Run run() {
        return run;
    }

    /** Sets the delivery guarantee. */
    void promise(final String guarantee) {
        Shardflow.connector().set(Map.of("Delivery Guarantee", guarantee));
    }

    /** Lands so many orders, all that the stream has, and stops. What is recognised and logged counts from here. */
    void landAllAndStop(final int orders) throws SQLException {
        run.start();
        run.produce(orders - run.produced());
        run.assertExact(orders);
        stop();
    }

    void stop() {
        run.stop();
        recognisedBefore = recognisedEver();
        log.fromNowOn();
    }

    /** Sets where a new application begins. @param timestamp of AT_TIMESTAMP, ignored otherwise */
    void beginAt(final String position, final Instant timestamp) {
        Shardflow.connector()
                .set(Map.of(
                        "AWS Kinesis Initial Stream Position",
                        position,
                        "AWS Kinesis Initial Stream Timestamp",
                        timestamp.toString()));
    }

    /** Deletes a state table as an operator would. */
    void deleteTable(final String table) {
        dynamoDb.deleteTable(request -> request.tableName(table));
        dynamoDb.waiter().waitUntilTableNotExists(request -> request.tableName(table));
    }

    /** Waits until the state table knows from when on each shard is read. */
    void awaitState() {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> run.checkpoints().size() == 4);
    }

    /** Waits until so many orders have been recognised since the stop. */
    void awaitRecognised(final long orders) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> recognised() >= orders);
        run.awaitDrained();
        assertThat(recognised()).isEqualTo(orders);
    }

    /** Orders that were read again since the stop and found in the table. */
    long recognised() {
        return recognisedEver() - recognisedBefore;
    }

    private static long recognisedEver() {
        return Shardflow.connector().counter(Connector.SINK, "Rows Recognised");
    }

    /** The DynamoDB tables that were made since this run began. */
    Set<String> newTables() {
        final Set<String> tables = allTables();
        tables.removeAll(tablesBefore);
        return tables;
    }

    private Set<String> allTables() {
        return dynamoDb.listTablesPaginator().tableNames().stream().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Creation time and every item of a DynamoDB table. */
    List<Object> content(final String table) {
        final List<Object> content = new ArrayList<>();
        content.add(dynamoDb.describeTable(request -> request.tableName(table))
                .table()
                .creationDateTime());
        content.addAll(
                dynamoDb.scanPaginator(request -> request.tableName(table).consistentRead(true)).items().stream()
                        .sorted(Comparator.comparing((Map<String, AttributeValue> item) ->
                                item.get("leaseKey").s()))
                        .toList());
        return content;
    }

    /** What ConsumeKinesisStream has logged since the stop, also what makes no bulletin. */
    List<String> logged() {
        return log.lines().stream()
                .filter(line -> line.logger().endsWith(".ConsumeKinesisStream"))
                .map(NifiLog.Line::text)
                .toList();
    }

    /** Splits a shard of the stream in two halves. */
    void split(final int shard) {
        final Shard parent = kinesis.listShards(request -> request.streamName(name)).shards().stream()
                .filter(one -> one.shardId().equals(shardId(shard)))
                .findFirst()
                .orElseThrow();
        final BigInteger middle = new BigInteger(parent.hashKeyRange().startingHashKey())
                .add(new BigInteger(parent.hashKeyRange().endingHashKey()))
                .shiftRight(1);
        kinesis.splitShard(
                request -> request.streamName(name).shardToSplit(shardId(shard)).newStartingHashKey(middle.toString()));
        LocalAws.awaitActive(kinesis, name);
    }

    /** Merges two neighbours among the stream's shards. */
    void merge(final int shard, final int adjacent) {
        kinesis.mergeShards(request ->
                request.streamName(name).shardToMerge(shardId(shard)).adjacentShardToMerge(shardId(adjacent)));
        LocalAws.awaitActive(kinesis, name);
    }

    private static String shardId(final int shard) {
        return "shardId-%012d".formatted(shard);
    }

    /** The ids of the orders in the table. */
    BitSet ids() throws SQLException {
        return new OrderTable(connection, run.tableName()).ids();
    }

    void execute(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows of a query, their columns joined by a space. */
    List<String> query(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
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

    /** A time that lies after everything that was put, and before everything that will be; this test and Kinesis have one clock. */
    static Instant timeBetween() {
        final long last = System.currentTimeMillis();
        final Instant between =
                await().pollInterval(Duration.ofMillis(1)).until(Instant::now, now -> now.toEpochMilli() > last + 1);
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > between.toEpochMilli() + 1);
        return Instant.ofEpochMilli(between.toEpochMilli());
    }

    /** LATEST is pinned to a clock of whole seconds. */
    static void awaitNextSecond() {
        final long last = Instant.now().getEpochSecond();
        await().until(() -> Instant.now().getEpochSecond() > last);
    }

    @Override
    public void close() throws SQLException {
        run.close();
        Shardflow.connector().set(UNCHANGED);
        connection.close();
        kinesis.close();
        dynamoDb.close();
    }
}
