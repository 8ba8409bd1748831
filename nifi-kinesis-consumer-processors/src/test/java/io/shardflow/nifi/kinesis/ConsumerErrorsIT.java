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
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.docs.TroubleshootingPage;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Whatever fails for ten seconds while the consumer runs is named in one bulletin within fifteen; when it is over, reading
 * goes on by itself and says so once. Faults of one kind are made on several processors at once.
 */
@Tag("long")
class ConsumerErrorsIT {

    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);

    /** @param says what the one bulletin must hold */
    private record Case(String name, Consumer<FaultyConsumer> fault, List<String> says) {

        static Case of(final String name, final Consumer<FaultyConsumer> fault, final String... says) {
            return new Case(name, fault, List.of(says));
        }
    }

    private enum While {
        STARTING,
        RUNNING
    }

    private record Running(Case is, FaultyConsumer consumer) {}

    @Test
    void whatKinesisRefusesIsNamedAndOverByItself() {
        runThrough(
                While.RUNNING,
                Case.of(
                        "GetRecords denied",
                        consumer -> consumer.kinesis.on("GetRecords", denied("kinesis:GetRecords")),
                        "Kinesis GetRecords",
                        "shardId-000000000000 and shardId-000000000001",
                        "not authorized to perform: kinesis:GetRecords",
                        "IAM policy"),
                Case.of(
                        "key disabled",
                        consumer -> consumer.kinesis.on(
                                "GetRecords", new Fault.Refusal(400, "KMSDisabledException", "The key is disabled.")),
                        "Kinesis GetRecords",
                        "The key is disabled",
                        "KMS key",
                        "Enable"),
                Case.of(
                        "reads throttled",
                        consumer -> consumer.kinesis.on(
                                "GetRecords",
                                new Fault.Refusal(
                                        400,
                                        "ProvisionedThroughputExceededException",
                                        "Rate exceeded for shard shardId-000000000000 in stream s under account 0")),
                        "Kinesis GetRecords",
                        "Rate exceeded",
                        "other consumers"),
                Case.of(
                        "GetShardIterator denied",
                        consumer -> {
                            consumer.kinesis.on("GetShardIterator", denied("kinesis:GetShardIterator"));
                            consumer.kinesis.on(
                                    "GetRecords",
                                    new Fault.Refusal(400, "ExpiredIteratorException", "Iterator expired."));
                        },
                        "Kinesis GetShardIterator",
                        "kinesis:GetShardIterator",
                        "IAM policy"),
                Case.of(
                        "ListShards denied",
                        consumer -> consumer.kinesis.on("ListShards", denied("kinesis:ListShards")),
                        "Kinesis ListShards",
                        "stream-",
                        "kinesis:ListShards",
                        "IAM policy"),
                Case.of(
                        "DescribeStreamSummary denied",
                        consumer ->
                                consumer.kinesis.on("DescribeStreamSummary", denied("kinesis:DescribeStreamSummary")),
                        "Kinesis DescribeStreamSummary",
                        "stream-",
                        "kinesis:DescribeStreamSummary",
                        "IAM policy"));
    }

    @Test
    void whatDynamoDbRefusesAndExpiredCredentialsAreNamedAndOverByThemselves() {
        runThrough(
                While.RUNNING,
                Case.of(
                        "UpdateItem denied",
                        consumer -> consumer.dynamoDb.on("UpdateItem", denied("dynamodb:UpdateItem")),
                        "DynamoDB UpdateItem",
                        "app-",
                        "not authorized to perform: dynamodb:UpdateItem",
                        "IAM policy"),
                Case.of(
                        "Query denied",
                        consumer -> consumer.dynamoDb.on("Query", denied("dynamodb:Query")),
                        "DynamoDB Query",
                        "app-",
                        "dynamodb:Query",
                        "IAM policy"),
                Case.of(
                        "Scan throttled",
                        consumer -> consumer.dynamoDb.on(
                                "Scan",
                                new Fault.Refusal(
                                        400,
                                        "ProvisionedThroughputExceededException",
                                        "The level of configured provisioned throughput for the table was exceeded.")),
                        "DynamoDB Scan",
                        "app-",
                        "provisioned throughput",
                        "on-demand"),
                Case.of(
                        "credentials expired",
                        consumer -> {
                            final Fault expired = new Fault.Refusal(
                                    400,
                                    "ExpiredTokenException",
                                    "The security token included in the request is expired");
                            consumer.kinesis.on(FaultProxy.EVERY, expired);
                            consumer.dynamoDb.on(FaultProxy.EVERY, expired);
                        },
                        "security token included in the request is expired",
                        "Authentication Strategy",
                        "clock"));
    }

    @Test
    void aServiceThatCannotBeReachedIsNamedAndReadAgainByItself() {
        runThrough(
                While.RUNNING,
                Case.of(
                        "Kinesis refuses connections",
                        consumer -> consumer.kinesis.refuseConnections(),
                        "Kinesis",
                        "cannot be reached",
                        "Kinesis Endpoint",
                        "proxy"),
                Case.of(
                        "DynamoDB refuses connections",
                        consumer -> consumer.dynamoDb.refuseConnections(),
                        "DynamoDB",
                        "cannot be reached",
                        "DynamoDB Endpoint",
                        "proxy"),
                Case.of(
                        "Kinesis never answers",
                        consumer -> consumer.kinesis.on(FaultProxy.EVERY, new Fault.Silence()),
                        "Kinesis",
                        "does not answer",
                        "network"),
                Case.of(
                        "GetRecords is never answered",
                        consumer -> consumer.kinesis.on("GetRecords", new Fault.Silence()),
                        "Kinesis GetRecords",
                        "does not answer",
                        "network"),
                Case.of(
                        "DynamoDB never answers",
                        consumer -> consumer.dynamoDb.on(FaultProxy.EVERY, new Fault.Silence()),
                        "DynamoDB",
                        "does not answer",
                        "network"));
    }

    @Test
    void aStartThatFailsIsReportedOnceAndSucceedsByItself() {
        runThrough(
                While.STARTING,
                Case.of(
                        "DescribeStreamSummary denied at the start",
                        consumer ->
                                consumer.kinesis.on("DescribeStreamSummary", denied("kinesis:DescribeStreamSummary")),
                        "could not start",
                        "kinesis:DescribeStreamSummary",
                        "IAM policy"),
                Case.of(
                        "DynamoDB never answers at the start",
                        consumer -> consumer.dynamoDb.on(FaultProxy.EVERY, new Fault.Silence()),
                        "could not start",
                        "does not answer",
                        "network"));
    }

    private static Fault denied(final String action) {
        return new Fault.Refusal(
                400,
                "AccessDeniedException",
                "User: arn:aws:iam::000000000000:user/nifi is not authorized to perform: " + action
                        + " because no identity-based policy allows the " + action + " action");
    }

    private static void runThrough(final While faulty, final Case... cases) {
        final List<Running> all = new ArrayList<>();
        try {
            for (final Case one : cases) {
                all.add(new Running(one, new FaultyConsumer()));
            }
            if (faulty == While.RUNNING) {
                all.forEach(running -> running.consumer().start());
                awaitAll(all, FaultyConsumer::hasAll);
            }
            // the fault lasts as long as the bound: longer than ten seconds, so that a late bulletin is seen too
            final long began = fault(all);
            if (faulty == While.STARTING) {
                all.forEach(running -> running.consumer().start());
            }
            while (System.nanoTime() - began < BOUND.toNanos()) {
                all.forEach(running -> running.consumer().look(Duration.ofNanos(System.nanoTime() - began)));
            }
            assertAll(all.stream().<Executable>map(running -> () -> saidOnce(running)));
            all.forEach(running -> running.consumer().clearFaults());
            all.forEach(running -> running.consumer().put());
            awaitAll(all, consumer -> consumer.hasAll() && consumer.bulletins().size() > 1);
            assertAll(all.stream().<Executable>map(running -> () -> isOver(running)));
        } finally {
            all.forEach(running -> running.consumer().close());
        }
    }

    private static long fault(final List<Running> all) {
        all.forEach(running -> running.consumer().expectFault());
        final long began = System.nanoTime();
        all.forEach(running -> running.is().fault().accept(running.consumer()));
        all.forEach(running -> running.consumer().put());
        return began;
    }

    private static void awaitAll(final List<Running> all, final Predicate<FaultyConsumer> condition) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            all.forEach(running -> running.consumer().trigger());
            return all.stream().allMatch(running -> condition.test(running.consumer()));
        });
    }

    private static void saidOnce(final Running running) throws IOException {
        final List<String> bulletins = running.consumer().bulletins();
        assertEquals(1, bulletins.size(), () -> running.is().name() + ": " + bulletins);
        assertNotNull(running.consumer().firstBulletin(), running.is().name());
        System.out.println(running.is().name() + ": bulletin after "
                + running.consumer().firstBulletin().toMillis() + " ms");
        for (final String part : running.is().says()) {
            assertTrue(bulletins.getFirst().contains(part), () -> part + " is missing in: " + bulletins.getFirst());
        }
        assertTrue(
                hasItsRow(bulletins.getFirst()),
                () -> "docs/troubleshooting.md has no row for its cause: " + bulletins.getFirst());
    }

    /** Beside the rows for whatever fails while it starts or runs. */
    private static boolean hasItsRow(final String bulletin) throws IOException {
        return TroubleshootingPage.rows(Path.of("../docs")).stream()
                .filter(row -> row.component().equals("Consume Kinesis stream"))
                .filter(row -> row.says().stream()
                        .noneMatch(text -> text.contains("could not start") || text.contains("It is tried again")))
                .anyMatch(row -> row.matches(bulletin));
    }

    private static void isOver(final Running running) {
        final List<String> bulletins = running.consumer().bulletins();
        assertEquals(2, bulletins.size(), () -> running.is().name() + ": " + bulletins);
        assertTrue(
                bulletins.stream().anyMatch(bulletin -> bulletin.contains("works again")),
                () -> running.is().name() + ": " + bulletins);
    }
}
