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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** ManageKinesisState beside a real consumer, on DynamoDB Local and a local Kinesis. */
class ManageKinesisStateIT {

    private static final String[] RESET = {"Action", "RESET", "Dry Run", "false"};

    @Test
    void describesEveryShardWithItsCheckpointItsLagAndTheWorkers() throws IOException {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 100);
            final TestRunner consumer = fixture.startConsumer();
            fixture.awaitRecords(consumer, 100);
            fixture.awaitWorkerReport();
            StateFixture.unschedule(consumer);
            fixture.put(100, 200);

            final JsonNode report = StateFixture.json(fixture.manager());

            assertThat(report.get("application").asText()).isEqualTo(fixture.application);
            assertThat(report.get("changed").asBoolean()).isFalse();
            assertThat(report.get("tableBegan").asText()).isEqualTo("TRIM_HORIZON");
            assertThat(report.get("shards")).hasSize(2).allSatisfy(shard -> {
                assertThat(shard.get("state").asText()).isEqualTo("open");
                assertThat(shard.get("checkpoint").asText()).matches("[0-9]{50,}");
                assertThat(Instant.parse(shard.get("checkpointArrival").asText()))
                        .isBefore(Instant.now());
                assertThat(shard.get("checkpointAgeMillis").asLong()).isNotNegative();
                assertThat(shard.get("behindMillis").asLong()).isPositive();
            });
            assertThat(report.get("workers")).hasSize(1);
            final String text = StateFixture.report(fixture.manager("Report Format", "TEXT"));
            assertThat(text).contains("Shard id").contains(StateFixture.SHARD).contains("Silent for");
            assertThat(text.lines()).allMatch(line -> line.length() < 200);
        }
    }

    @Test
    void refusesAChangeWhileAConsumerLivesAndNamesIt() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            final TestRunner consumer = fixture.startConsumer();
            fixture.awaitRecords(consumer, 10);

            final String reason = StateFixture.refusal(fixture.manager(new ManageKinesisState(), RESET));

            assertThat(reason)
                    .contains("is in use: worker ")
                    .contains("Nothing was changed")
                    .contains("Stop every ConsumeKinesisStream");
            fixture.put(10, 20);
            assertThat(StateFixture.numbers(fixture.awaitRecords(consumer, 20))).isEqualTo(StateFixture.range(0, 20));
        }
    }

    @Test
    void anOwnersNameAloneProvesNothing() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            assertThat(fixture.items().get(StateFixture.SHARD)).containsKey("leaseOwner");

            assertThat(StateFixture.report(fixture.manager(new ManageKinesisState(), RESET)))
                    .contains(fixture.application);
            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }

    @Test
    void aDryRunWritesNothing() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 50);
            fixture.consume(50);
            final Map<String, Map<String, AttributeValue>> before = fixture.items();

            for (final String to : List.of("TRIM_HORIZON", "LATEST")) {
                assertThat(StateFixture.report(fixture.manager("Action", "REWIND", "Rewind To", to)))
                        .contains("dry run");
            }
            assertThat(StateFixture.report(fixture.manager("Action", "RESET"))).contains("dry run");
            assertThat(fixture.items()).isEqualTo(before);
        }
    }

    @Test
    void aResetBeginsAtTheInitialPositionAndLeavesAProvenanceEvent() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 100);
            fixture.consume(100);
            final TestRunner manager = fixture.manager(RESET);

            assertThat(StateFixture.report(manager)).contains("The next start creates the table");

            assertThat(fixture.hasTable(fixture.application)).isFalse();
            assertThat(manager.getProvenanceEvents())
                    .filteredOn(event -> event.getEventType() == ProvenanceEventType.REMOTE_INVOCATION)
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getTransitUri()).endsWith("/" + fixture.application);
                        assertThat(event.getDetails()).contains("RESET").contains("changed");
                    });
            assertThat(StateFixture.numbers(fixture.consume(100))).isEqualTo(StateFixture.range(0, 100));
        }
    }

    @Test
    void aResetDeletesTheTablesOfOlderLibrariesTooButNoneThatIsNotTheirs() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            final String coordinator = fixture.application + "-CoordinatorState";
            final String metrics = fixture.application + "-WorkerMetricStats";
            LocalAws.createTable(fixture.dynamoDb, coordinator, "key");
            LocalAws.createTable(fixture.dynamoDb, metrics, "somethingElse");

            assertThat(StateFixture.refusal(fixture.manager(RESET)))
                    .contains(metrics)
                    .contains("[somethingElse]")
                    .contains("Nothing was changed");
            assertThat(fixture.hasTable(coordinator)).isTrue();
            assertThat(fixture.hasTable(fixture.application)).isTrue();

            fixture.dynamoDb.deleteTable(request -> request.tableName(metrics));
            LocalAws.createTable(fixture.dynamoDb, metrics, "wid");
            StateFixture.report(fixture.manager(RESET));
            assertThat(fixture.dynamoDb.listTables().tableNames())
                    .doesNotContain(coordinator, metrics, fixture.application);
        }
    }

    @Test
    void aResetThatThePolicyForbidsChangesNothingAndNamesTheAction() {
        try (StateFixture fixture = new StateFixture(1);
                FaultProxy policy = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            fixture.put(0, 10);
            fixture.consume(10);
            final Map<String, Map<String, AttributeValue>> before = fixture.items();
            policy.on(
                    "DeleteTable",
                    new Fault.Refusal(
                            400,
                            "AccessDeniedException",
                            "User: u is not authorized to perform: dynamodb:DeleteTable on resource: arn:t"));
            final TestRunner manager = fixture.manager(RESET);
            manager.setProperty(AwsProperties.DYNAMODB_ENDPOINT, policy.uri().toString());

            assertThat(StateFixture.refusal(manager))
                    .contains("dynamodb:DeleteTable")
                    .contains("Nothing was changed");

            assertThat(fixture.items()).isEqualTo(before);
        }
    }

    @Test
    void refusesATableOfAnotherStreamOfAnotherKindOrWithoutAMark() {
        try (StateFixture fixture = new StateFixture(1);
                StateFixture other = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            assertThat(StateFixture.refusal(other.manager(
                            "Application Name", fixture.application, "Action", "RESET", "Dry Run", "false")))
                    .contains("holds the checkpoints of another stream");
            fixture.dynamoDb.deleteItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS("Migration3.0"))));
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS(StateFixture.SHARD)))
                    .updateExpression("REMOVE sfStreamArn, sfStreamCreated"));
            assertThat(StateFixture.refusal(fixture.manager(RESET))).contains("says of which stream it is");
            final String foreign = "foreign-" + UUID.randomUUID();
            LocalAws.createTable(fixture.dynamoDb, foreign, "id");
            assertThat(StateFixture.refusal(
                            fixture.manager("Application Name", foreign, "Action", "RESET", "Dry Run", "false")))
                    .contains("is not a table of the Kinesis Client Library");
            assertThat(fixture.hasTable(foreign)).isTrue();
            assertThat(fixture.hasTable(fixture.application)).isTrue();
        }
    }

    @Test
    void aShardIsReadAgainFromTheRecordOfTheSequenceNumberItself() throws IOException {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 50);
            final List<JsonNode> first = fixture.consume(50);
            final JsonNode record = StateFixture.metadata(first, 20);
            final String number = record.get("sequenceNumber").asText();

            final JsonNode report = StateFixture.json(rewind(fixture, number));

            assertThat(report.get("shards").get(0).get("firstSequenceNumber").asText())
                    .isEqualTo(number);
            assertThat(Instant.parse(report.get("shards")
                                    .get(0)
                                    .get("firstArrival")
                                    .asText())
                            .toEpochMilli())
                    .isEqualTo(record.get("approximateArrival").asLong());
            assertThat(StateFixture.refusal(rewind(fixture, number))).contains("from " + number + " on already");
            final List<JsonNode> again = fixture.consume(30);
            assertThat(again.getFirst().get("n").asInt()).isEqualTo(20);
            assertThat(StateFixture.numbers(again)).isEqualTo(StateFixture.range(20, 50));
        }
    }

    @Test
    @Tag("long")
    void theStreamOfAnotherAccountIsNamedByItsArn() throws IOException {
        final String account = "111111111111";
        try (StateFixture fixture = new StateFixture(0);
                KinesisClient owner = LocalAws.kinesis(URI.create(fixture.kinesisEndpoint()), account)) {
            LocalAws.createStream(owner, fixture.stream, 1);
            owner.putRecord(request ->
                    request.streamName(fixture.stream).partitionKey("key").data(SdkBytes.fromUtf8String("{\"n\":0}")));
            final String arn =
                    "arn:aws:kinesis:%s:%s:stream/%s".formatted(LocalAws.REGION.id(), account, fixture.stream);
            final TestRunner consumer = fixture.startConsumer(runner -> named(runner, arn));
            final JsonNode record = StateFixture.metadata(fixture.awaitRecords(consumer, 1), 0);
            StateFixture.unschedule(consumer);

            final JsonNode described = StateFixture.json(named(fixture.manager(), arn));
            assertThat(described.get("stream").asText()).isEqualTo(arn);
            final JsonNode rewound = StateFixture.json(
                    named(rewind(fixture, record.get("sequenceNumber").asText()), arn));
            assertThat(rewound.get("shards").get(0).get("firstSequenceNumber").asText())
                    .isEqualTo(record.get("sequenceNumber").asText());

            owner.deleteStream(request -> request.streamName(fixture.stream));
            await().atMost(StateFixture.PATIENCE)
                    .until(() -> owner.listStreams(request -> {}).streamNames().isEmpty());
            final String reset = "RESET";
            assertThat(StateFixture.refusal(named(
                            fixture.manager("Action", reset, "Dry Run", "false"),
                            arn.replace(account, "222222222222"))))
                    .contains("holds the checkpoints of another one, " + arn);
            StateFixture.report(named(fixture.manager("Action", reset, "Dry Run", "false"), arn));
            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }

    private static TestRunner named(final TestRunner runner, final String stream) {
        runner.setProperty(ConsumerProperties.STREAM_NAME, stream);
        return runner;
    }

    private static TestRunner rewind(final StateFixture fixture, final String sequenceNumber) {
        return fixture.manager(
                "Action",
                "REWIND",
                "Rewind To",
                "SEQUENCE_NUMBER",
                "Shard ID",
                StateFixture.SHARD,
                "Sequence Number",
                sequenceNumber,
                "Dry Run",
                "false");
    }

    @Test
    void refusesASequenceNumberThatWouldSkipRecordsOrIsNotOfTheStream() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            fixture.put(10, 20);
            final TestRunner ahead = fixture.startConsumer(runner -> {
                runner.setProperty(ConsumerProperties.APPLICATION_NAME, fixture.application + "-ahead");
                return runner;
            });
            final String later = StateFixture.metadata(fixture.awaitRecords(ahead, 20), 15)
                    .get("sequenceNumber")
                    .asText();
            StateFixture.unschedule(ahead);

            assertThat(StateFixture.refusal(rewind(fixture, later))).contains("would be skipped");
            assertThat(StateFixture.refusal(rewind(fixture, "12345"))).contains("is none of " + StateFixture.SHARD);
            final TestRunner unknown = rewind(fixture, later);
            unknown.setProperty(ManageProperties.SHARD_ID, "shardId-000000000099");
            assertThat(StateFixture.refusal(unknown))
                    .contains("has no lease of")
                    .contains(StateFixture.SHARD);
            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(10, 20));
        }
    }

    @Test
    void theApplicationIsReadAgainFromATime() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 40);
            StateFixture.awaitNextMillisecond();
            fixture.put(40, 80);
            final List<JsonNode> first = fixture.consume(80);
            final long time = first.stream()
                    .filter(node -> node.get("n").asInt() >= 40)
                    .mapToLong(node -> node.get("kinesisMetadata")
                            .get("approximateArrival")
                            .asLong())
                    .min()
                    .orElseThrow();

            StateFixture.report(fixture.manager(
                    "Action",
                    "REWIND",
                    "Rewind To",
                    "TIMESTAMP",
                    "Timestamp",
                    Long.toString(time),
                    "Dry Run",
                    "false"));

            assertThat(StateFixture.numbers(fixture.consume(40))).isEqualTo(StateFixture.range(40, 80));
        }
    }

    @Test
    void theApplicationIsReadAgainFromTheOldestRecord() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 60);
            fixture.consume(60);

            StateFixture.report(fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"));

            assertThat(StateFixture.numbers(fixture.consume(60))).isEqualTo(StateFixture.range(0, 60));
        }
    }

    @Test
    void latestIsTheTimeOfTheRunAndTheReportSaysWhatIsSkipped() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            fixture.put(10, 20);
            // Kinesis tells its time in whole seconds
            final long second = System.currentTimeMillis() / 1000;
            await().until(() -> System.currentTimeMillis() / 1000 > second + 1);

            assertThat(StateFixture.report(
                            fixture.manager("Action", "REWIND", "Rewind To", "LATEST", "Dry Run", "false")))
                    .contains("Records are SKIPPED");
            fixture.put(20, 30);

            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(20, 30));
        }
    }

    @Test
    void theAttributesOfAFlowFileSayFromWhereAndItsContentBecomesTheReport() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 30);
            final String number = StateFixture.metadata(fixture.consume(30), 10)
                    .get("sequenceNumber")
                    .asText();
            final TestRunner manager = fixture.manager(
                    "Action",
                    "REWIND",
                    "Rewind To",
                    "SEQUENCE_NUMBER",
                    "Shard ID",
                    "${aws.kinesis.shard.id}",
                    "Sequence Number",
                    "${aws.kinesis.first.sequence.number}",
                    "Dry Run",
                    "false");
            manager.setIncomingConnection(true);
            manager.setNonLoopConnection(true);
            manager.enqueue(
                    "lost",
                    Map.of("aws.kinesis.shard.id", StateFixture.SHARD, "aws.kinesis.first.sequence.number", number));
            manager.enqueue("without attributes");
            manager.run(2);

            final MockFlowFile done = manager.getFlowFilesForRelationship(ManageKinesisState.SUCCESS)
                    .getFirst();
            assertThat(done.getAttribute(ManageKinesisState.CHANGED_ATTRIBUTE)).isEqualTo("true");
            assertThat(done.getContent()).contains(number);
            final MockFlowFile failed = manager.getFlowFilesForRelationship(ManageKinesisState.FAILURE)
                    .getFirst();
            assertThat(failed.getAttribute(ManageKinesisState.REASON_ATTRIBUTE)).startsWith("Shard ID: ");
            assertThat(failed.getContent()).isEqualTo("without attributes");
            assertThat(StateFixture.numbers(fixture.consume(20))).isEqualTo(StateFixture.range(10, 30));
        }
    }

    @Test
    void aStateWithACorruptRowIsDescribedAndReset() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS(StateFixture.SHARD)))
                    .updateExpression("REMOVE checkpoint SET leaseCounter = :text")
                    .expressionAttributeValues(Map.of(":text", AttributeValue.fromS("x"))));

            assertThat(StateFixture.report(fixture.manager()))
                    .contains("corrupt")
                    .contains("checkpoint is missing");
            assertThat(StateFixture.report(fixture.manager(RESET))).contains("goes with the others");

            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(0, 10));
        }
    }

    @Test
    void anApplicationWithoutStateIsSaidToHaveNone() {
        try (StateFixture fixture = new StateFixture(1)) {
            assertThat(StateFixture.report(fixture.manager())).contains("has no state");
            assertThat(StateFixture.refusal(
                            fixture.manager("Action", "REWIND", "Rewind To", "LATEST", "Dry Run", "false")))
                    .contains("There is nothing to rewind");
        }
    }
}
