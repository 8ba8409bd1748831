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
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.LandedOrders;
import io.shardflow.localstack.workload.OrderProducer;
import io.shardflow.localstack.workload.OrderTable;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * One test's stream of four shards, application and table, and the connector set to them. Closing it stops the
 * connector.
 *
 * <p>Threads: used by the test's; one more produces.
 */
final class Run implements AutoCloseable {

    private static final int SHARDS = 4;
    private static final Duration LANDING_LIMIT = Duration.ofMinutes(3);

    private final String name;
    private final Connector connector;
    private final KinesisClient kinesis = Shardflow.stack().kinesisClient();
    private final Connection connection;
    private final OrderTable table;
    private final OrderProducer producer;
    private final DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient();
    private final long lastBulletinBefore;
    private String application;

    private Run(final String name, final Connector connector) throws SQLException {
        this.name = name;
        this.connector = connector;
        application = name;
        LocalAws.createStream(kinesis, name, SHARDS);
        connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
        table = new OrderTable(connection, tableName());
        producer = new OrderProducer(kinesis, name);
        // a test that failed may have left it running
        connector.stop();
        connector.set(LocalParameters.ofJob(name, name, tableName()));
        lastBulletinBefore =
                bulletins(-1).stream().mapToLong(Bulletin::id).max().orElse(-1);
    }

    /** @param name of stream and application, and in upper case of the table */
    static Run of(final String name) throws SQLException {
        return new Run(name, Shardflow.connector());
    }

    /** The same for a connector elsewhere than in the shared NiFi. */
    static Run of(final String name, final Connector connector) throws SQLException {
        return new Run(name, connector);
    }

    /** Name of the stream. */
    String stream() {
        return name;
    }

    String tableName() {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Gives the stopped connector another application name. */
    void renameApplication(final String other) {
        application = other;
        connector.set(Map.of("AWS Kinesis Application Name", other));
    }

    void start() {
        connector.start();
    }

    void stop() {
        connector.stop();
    }

    void produce(final int orders) {
        producer.produce(orders);
    }

    /** Produces in another thread. */
    CompletableFuture<Void> produceInBackground(final int orders) {
        return CompletableFuture.runAsync(
                () -> producer.produce(orders),
                task -> Thread.ofPlatform().daemon().name("producer").start(task));
    }

    /** Produces in another thread until that is stopped. */
    SteadyLoad produceSteadily(final int perSecond) {
        return new SteadyLoad(producer, perSecond);
    }

    /** How many orders the stream has taken. */
    int produced() {
        return Math.toIntExact(producer.produced().count());
    }

    /** Waits until every shard has landed an order that was put after this call. */
    void awaitNewRowsOfEveryShard() {
        final long next = producer.produced().end();
        await().atMost(LANDING_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> table.sourcesFrom(next).size() == SHARDS);
    }

    /** Who holds the lease of each shard, by shard id; a shard that nobody holds is left out. */
    Map<String, String> leaseOwners() {
        return leases().filter(lease -> lease.containsKey("leaseOwner"))
                .collect(Collectors.toMap(lease -> lease.get("leaseKey").s(), lease -> lease.get("leaseOwner")
                        .s()));
    }

    /** The lease rows of the state table; none before it is made. */
    private Stream<Map<String, AttributeValue>> leases() {
        try {
            return dynamoDb.scan(request -> request.tableName(application).consistentRead(true)).items().stream()
                    .filter(item -> item.containsKey("checkpoint"));
        } catch (final ResourceNotFoundException e) {
            return Stream.empty();
        }
    }

    /** Waits until at least so many rows are in the table. */
    void awaitLanded(final long rows) {
        try {
            await().atMost(LANDING_LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> table.count() >= rows);
        } catch (final ConditionTimeoutException e) {
            throw new AssertionError("%d rows have not landed; bulletins: %s".formatted(rows, bulletins()), e);
        }
    }

    /**
     * Waits until every produced order has landed, the last one of each shard is checkpointed and no FlowFile waits
     * anywhere: nothing can come any more, not even twice. Then compares everything.
     */
    LandedOrders awaitAll() throws SQLException {
        awaitLanded(producer.produced().count());
        return awaitReadToTheEnd();
    }

    /** The same for orders that need not land: waits until the last one of each shard has gone through. */
    LandedOrders awaitReadToTheEnd() throws SQLException {
        awaitCheckpointed();
        awaitDrained();
        return compare();
    }

    /** Holds the table, as it is now, against what was produced. */
    LandedOrders compare() throws SQLException {
        return table.compare(name, producer.produced());
    }

    private void awaitCheckpointed() {
        final Map<String, String> last = lastProduced();
        await().atMost(LANDING_LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> checkpoints().entrySet().containsAll(last.entrySet()));
    }

    /**
     * Shards that each worker reads, by worker id: owners and workers with a row of their own in the state table. A shard that is
     * being handed over is still its former owner's.
     */
    Map<String, Set<String>> workers() {
        final Map<String, Set<String>> workers = new TreeMap<>();
        dynamoDb.scan(request -> request.tableName(application)).items().forEach(item -> {
            final String key = item.get("leaseKey").s();
            if (item.containsKey("entityType") && item.get("entityType").s().equals("WORKER_METRIC_STATS")) {
                workers.computeIfAbsent(key, worker -> new TreeSet<>());
            } else if (item.containsKey("checkpoint") && item.containsKey("leaseOwner")) {
                final AttributeValue reader = item.getOrDefault("checkpointOwner", item.get("leaseOwner"));
                workers.computeIfAbsent(reader.s(), worker -> new TreeSet<>()).add(key);
            }
        });
        return workers;
    }

    /** Last sequence number that each shard was given, by shard id. */
    Map<String, String> lastProduced() {
        return producer.produced().last().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sequenceNumber()));
    }

    /** Checkpointed sequence number of each shard, by shard id. */
    Map<String, String> checkpoints() {
        return leases().collect(Collectors.toMap(lease -> lease.get("leaseKey").s(), lease -> lease.get("checkpoint")
                .s()));
    }

    /** Waits until the processors have handed on and loaded all that they have. */
    void awaitDrained() {
        await().atMost(LANDING_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> connector.queuedFlowFiles() == 0);
    }

    void assertExact(final int orders) throws SQLException {
        assertThat(awaitAll()).isEqualTo(new LandedOrders(orders, 0, 0, 0));
    }

    /** The streams that the rows of the table came from. */
    Set<String> streams() throws SQLException {
        return table.sourcesFrom(0).stream().map(StreamShard::stream).collect(Collectors.toSet());
    }

    long rows() throws SQLException {
        return table.count();
    }

    /** What the connector said since this run began. */
    List<Bulletin> bulletins() {
        return bulletins(lastBulletinBefore);
    }

    private List<Bulletin> bulletins(final long after) {
        return connector.bulletins(after);
    }

    @Override
    public void close() throws SQLException {
        stop();
        connection.close();
        kinesis.close();
        dynamoDb.close();
    }
}
