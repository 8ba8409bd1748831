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
package io.shardflow.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.dynamodb.DynamoDbLocal;
import io.shardflow.localstack.kinesis.KinesisMock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class LocalStackTest {

    private static final List<String> PROGRESS = new CopyOnWriteArrayList<>();

    @TempDir
    private static Path logs;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .with(Part.KINESIS, Part.DYNAMODB)
                .logsIn(logs)
                .progress(PROGRESS::add)
                .start();
    }

    @AfterAll
    static void end() {
        stack.close();
    }

    @Test
    void eachPartTellsWhenItIsReadyAndWhere() {
        PROGRESS.forEach(System.out::println);
        assertThat(PROGRESS)
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("kinesis")
                        .contains("ready in")
                        .endsWith("127.0.0.1:" + stack.service(Part.KINESIS).port()))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("dynamodb")
                        .endsWith("127.0.0.1:" + stack.service(Part.DYNAMODB).port()));
    }

    @Test
    void kinesisGivesBackARecord() {
        try (KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "orders", 2);
            final String shard = kinesis.putRecord(request ->
                            request.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("{}")))
                    .shardId();
            final String iterator = kinesis.getShardIterator(request -> request.streamName("orders")
                            .shardId(shard)
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            assertThat(kinesis.getRecords(request -> request.shardIterator(iterator))
                            .records())
                    .singleElement()
                    .satisfies(
                            record -> assertThat(record.data().asUtf8String()).isEqualTo("{}"));
        }
    }

    @Test
    void kinesisTakesMoreShardsThanItsDefaultLimit() {
        try (KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "wide", 500);
            assertThat(kinesis.describeStreamSummary(request -> request.streamName("wide"))
                            .streamDescriptionSummary()
                            .openShardCount())
                    .isEqualTo(500);
        }
    }

    @Test
    void dynamoDbKilledAndStartedAgainServesAtTheSameEndpoint() {
        try (DynamoDbClient dynamoDb = stack.dynamoDbClient()) {
            LocalAws.createTable(dynamoDb, "before", "leaseKey");
            final long first = stack.service(Part.DYNAMODB).pid();
            stack.service(Part.DYNAMODB).kill9();
            assertThat(ProcessHandle.of(first)).isEmpty();
            stack.service(Part.DYNAMODB).start();
            LocalAws.createTable(dynamoDb, "after", "leaseKey");
            assertThat(dynamoDb.listTables().tableNames()).containsExactly("after");
        }
    }

    @Test
    void tablesOfDynamoDbOnDiskOutliveAKill() {
        try (LocalStack onDisk = LocalStack.builder()
                        .with(Part.DYNAMODB)
                        .dynamoDb(DynamoDbLocal.Tables.ON_DISK)
                        .start();
                DynamoDbClient dynamoDb = onDisk.dynamoDbClient()) {
            LocalAws.createTable(dynamoDb, "leases", "leaseKey");
            final Map<String, AttributeValue> row = Map.of("leaseKey", AttributeValue.fromS("shardId-000000000000"));
            dynamoDb.putItem(request -> request.tableName("leases").item(row));
            onDisk.service(Part.DYNAMODB).kill9();
            onDisk.service(Part.DYNAMODB).start();
            assertThat(dynamoDb.scan(request -> request.tableName("leases")).items())
                    .containsExactly(row);
        }
    }

    @Test
    void kinesisKilledAndStartedAgainServesAtTheSameEndpoint() {
        try (KinesisClient kinesis = stack.kinesisClient()) {
            stack.service(Part.KINESIS).restart();
            LocalAws.createStream(kinesis, "again", 1);
            assertThat(kinesis.listStreams().streamNames()).contains("again");
        }
    }

    @Test
    void streamsThatAreKeptAtAStopAreReadOnWhereTheReaderWas() {
        try (LocalStack kept = LocalStack.builder()
                .with(Part.KINESIS)
                .kinesis(KinesisMock.Streams.KEPT_AT_STOP)
                .start()) {
            final String next;
            try (KinesisClient kinesis = kept.kinesisClient()) {
                LocalAws.createStream(kinesis, "kept", 1);
                put(kinesis, "kept", "first");
                final String iterator = kinesis.getShardIterator(request -> request.streamName("kept")
                                .shardId("shardId-000000000000")
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                next = kinesis.getRecords(request -> request.shardIterator(iterator))
                        .nextShardIterator();
                put(kinesis, "kept", "second");
            }
            // one that calls all the time does not keep it from ending
            final CountDownLatch reading = new CountDownLatch(1);
            final CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readUntilRefused(kept, reading));
            await().until(() -> reading.getCount() == 0);
            assertThat(kept.service(Part.KINESIS).stop(Duration.ofSeconds(60))).isTrue();
            assertThat(reader).failsWithin(Duration.ofSeconds(60));
            kept.service(Part.KINESIS).start();
            try (KinesisClient kinesis = kept.kinesisClient()) {
                put(kinesis, "kept", "third");
                assertThat(kinesis.getRecords(request -> request.shardIterator(next))
                                .records())
                        .extracting(record -> record.data().asUtf8String())
                        .containsExactly("second", "third");
            }
        }
    }

    private static void readUntilRefused(final LocalStack stack, final CountDownLatch reading) {
        try (KinesisClient kinesis = stack.kinesisClient()) {
            while (true) {
                kinesis.listStreams();
                reading.countDown();
            }
        }
    }

    private static void put(final KinesisClient kinesis, final String stream, final String data) {
        kinesis.putRecord(
                request -> request.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(data)));
    }

    @Test
    void logsGoWhereTheyWereAskedFor() {
        assertThat(stack.service(Part.DYNAMODB).log()).hasParent(logs).content().contains("DynamoDB Local");
    }

    @Test
    void aPartThatWasNotAskedForIsNotThere() {
        assertThatThrownBy(() -> stack.endpoint(Part.NIFI)).hasMessageContaining("without NIFI");
    }

    @Test
    void afterCloseNeitherProcessesNorFoldersAreLeft() {
        final LocalStack closed = LocalStack.builder().with(Part.KINESIS).start();
        final long pid = closed.service(Part.KINESIS).pid();
        final Path folder = closed.service(Part.KINESIS).log().getParent().getParent();
        assertThat(folder).isDirectory();
        closed.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(Files.exists(folder)).isFalse();
        assertThatThrownBy(() -> closed.service(Part.KINESIS).start()).hasMessageContaining("the stack has ended");
    }
}
