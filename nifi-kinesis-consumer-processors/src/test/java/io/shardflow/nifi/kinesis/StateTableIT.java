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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What happens to the consumer when its state table changes, is half written, or belongs to somebody else. */
class StateTableIT {

    @Test
    void aDeletedTableStopsTheConsumerAndOnlyANewStartCreatesItAgain() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 100);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            fixture.dynamoDb.deleteTable(request -> request.tableName(fixture.application));
            ConsumerFixture.awaitError(runner, "was deleted while the consumer was running");
            assertFalse(fixture.dynamoDb.listTables().tableNames().contains(fixture.application));
            ConsumerFixture.unschedule(runner);
            runner.clearTransferState();
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 100), ConsumerFixture.numbers(fixture.awaitRecords(runner, 100)));
        }
    }

    @Test
    void aDeletedStreamIsNotBelievedToBeFinishedShards() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            fixture.kinesis.deleteStream(request -> request.streamName(fixture.stream));
            ConsumerFixture.awaitError(runner, "The stream \"" + fixture.stream + "\" was deleted");
            assertNotEquals(
                    "SHARD_END",
                    fixture.leaseAttribute("shardId-000000000000", "checkpoint").s());
        }
    }

    @Test
    void leaseRowsThatACrashLeftOutAreWrittenAtTheNextStart() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                runner.run(1, false, false);
                return tableExists(fixture) && fixture.leaseAttribute("shardId-000000000003", "leaseKey") != null;
            });
            ConsumerFixture.unschedule(runner);
            for (final String shard : new String[] {"shardId-000000000001", "shardId-000000000003"}) {
                fixture.dynamoDb.deleteItem(request ->
                        request.tableName(fixture.application).key(Map.of("leaseKey", AttributeValue.fromS(shard))));
            }
            fixture.put(0, 200);
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 200), ConsumerFixture.numbers(fixture.awaitRecords(runner, 200)));
        }
    }

    @Test
    void aTableOfAnotherStreamIsRefused() {
        try (ConsumerFixture first = new ConsumerFixture(1);
                ConsumerFixture second = new ConsumerFixture(1)) {
            first.put(0, 10);
            final TestRunner owner = first.runner();
            ConsumerFixture.schedule(owner);
            first.awaitRecords(owner, 10);
            ConsumerFixture.unschedule(owner);
            final TestRunner intruder = second.runner();
            intruder.setProperty(ConsumerProperties.APPLICATION_NAME, first.application);
            ConsumerFixture.schedule(intruder);
            ConsumerFixture.awaitError(intruder, "holds the checkpoints of another stream");
        }
    }

    @Test
    void aTableOfAnotherKindIsRefused() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.dynamoDb.createTable(request -> request.tableName(fixture.application)
                    .billingMode("PAY_PER_REQUEST")
                    .keySchema(key("streamName", KeyType.HASH), key("shardId", KeyType.RANGE))
                    .attributeDefinitions(text("streamName"), text("shardId")));
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "It is the state of NiFi's ConsumeKinesis");
        }
    }

    @Test
    void theCoordinatorTableOfAnOlderLibraryIsRefusedAndWithoutItReadingGoesOn() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            ConsumerFixture.unschedule(runner);
            LocalAws.createTable(fixture.dynamoDb, fixture.application + "-CoordinatorState", "key");
            LocalAws.createTable(fixture.dynamoDb, fixture.application + "-WorkerMetricStats", "wid");
            fixture.put(10, 20);
            ConsumerFixture.schedule(runner);
            final String bulletin = ConsumerFixture.awaitError(runner, "versions 3.0 to 3.4");
            assertTrue(bulletin.contains(fixture.application + "-CoordinatorState"), bulletin);
            assertTrue(bulletin.contains(fixture.application + "-WorkerMetricStats"), bulletin);
            ConsumerFixture.unschedule(runner);
            fixture.dynamoDb.deleteTable(request -> request.tableName(fixture.application + "-CoordinatorState"));
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 20), ConsumerFixture.numbers(fixture.awaitRecords(runner, 20)));
        }
    }

    @Test
    void aPolicyThatNamesOneTableOnlyIsExplained() throws IOException {
        final HttpServer denying = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        denying.createContext("/", exchange -> {
            final byte[] answer = """
                    {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: u is not authorized to \
                    perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:us-east-1:1:table/app-CoordinatorState"}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        denying.start();
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.APPLICATION_NAME, "app");
            runner.setProperty(
                    AwsProperties.DYNAMODB_ENDPOINT,
                    "http://127.0.0.1:" + denying.getAddress().getPort());
            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "for DescribeTable app-CoordinatorState and app-WorkerMetricStats");
        } finally {
            denying.stop(0);
        }
    }

    @Test
    void aTwinWithTheSameWorkerIdIsNoticed() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            final String worker =
                    fixture.leaseAttribute("shardId-000000000000", "leaseOwner").s();
            await().atMost(Duration.ofSeconds(30)).until(() -> fixture.leaseAttribute(worker, "sfRun") != null);
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS(worker)))
                    .updateExpression("SET sfRun = :run")
                    .expressionAttributeValues(Map.of(":run", AttributeValue.fromS("twin"))));
            ConsumerFixture.awaitError(runner, "Another consumer runs with the worker id");
        }
    }

    @Test
    void twoProcessorsShareTheShardsAndOneTakesOverWhatTheOtherGivesUp() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            fixture.put(0, 400);
            final TestRunner first = fixture.runner();
            ConsumerFixture.schedule(first);
            fixture.awaitRecords(first, 400);
            final TestRunner second = fixture.runner();
            ConsumerFixture.schedule(second);
            final AtomicInteger next = new AtomicInteger(400);
            await("the second gets shards").atMost(Duration.ofSeconds(60)).until(() -> {
                final int from = next.getAndAdd(20);
                fixture.put(from, from + 20);
                first.run(1, false, false);
                second.run(1, false, false);
                return ConsumerFixture.count(second) > 0;
            });
            ConsumerFixture.unschedule(first);
            fixture.put(next.get(), next.get() + 400);
            final int all = next.get() + 400;
            await("the second has all shards").atMost(Duration.ofSeconds(60)).until(() -> {
                second.run(1, false, false);
                final Set<Integer> seen = new HashSet<>(ConsumerFixture.numbers(success(first)));
                seen.addAll(ConsumerFixture.numbers(success(second)));
                return seen.containsAll(ConsumerFixture.range(0, all));
            });
        }
    }

    private static List<JsonNode> success(final TestRunner runner) {
        return ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS));
    }

    @Test
    void whatWasNotCheckpointedBeforeACrashComesAgain() throws IOException, InterruptedException {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 100);
            final String workerId = "shardflow-" + UUID.randomUUID();
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            CrashingConsumer.class.getName(),
                            fixture.stream,
                            fixture.application,
                            fixture.kinesisEndpoint(),
                            fixture.dynamoDbEndpoint(),
                            "100",
                            workerId)
                    .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = output.readLine();
                while (line != null && !line.equals(CrashingConsumer.READ)) {
                    line = output.readLine();
                }
                assertEquals(CrashingConsumer.READ, line);
            } finally {
                process.destroyForcibly().waitFor();
            }
            final TestRunner runner = fixture.runner();
            ConsumerFixture.workerId(runner, workerId);
            ConsumerFixture.schedule(runner);
            assertTrue(new HashSet<>(ConsumerFixture.numbers(fixture.awaitRecords(runner, 100)))
                    .containsAll(ConsumerFixture.range(0, 100)));
        }
    }

    private static KeySchemaElement key(final String name, final KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(final String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static boolean tableExists(final ConsumerFixture fixture) {
        return fixture.dynamoDb.listTables().tableNames().contains(fixture.application);
    }
}
