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
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A state with rows that nobody can read, on DynamoDB Local and a local Kinesis. */
@Tag("long")
class CorruptStateIT {

    private static final String OTHER_SHARD = "shardId-000000000001";
    private static final String MARK = "Migration3.0";
    private static final Map<String, AttributeValue> FROM_THE_FUTURE =
            Map.of("leaseKey", fromS("from-the-future"), "entityType", fromS("SPIN"), "spin", fromN("0.5"));
    private static final String[] RESET = {"Action", "RESET", "Dry Run", "false"};
    private static final String[] DESCRIBE = {"Action", "DESCRIBE"};

    private static void set(
            final StateFixture fixture, final String key, final String attribute, final AttributeValue value) {
        fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                .key(Map.of("leaseKey", fromS(key)))
                .updateExpression("SET #attribute = :value")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":value", value)));
    }

    private static void remove(final StateFixture fixture, final String key, final String attribute) {
        fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                .key(Map.of("leaseKey", fromS(key)))
                .updateExpression("REMOVE " + attribute));
    }

    private static void put(final StateFixture fixture, final Map<String, AttributeValue> item) {
        fixture.dynamoDb.putItem(
                request -> request.tableName(fixture.application).item(item));
    }

    private static void delete(final StateFixture fixture, final String key) {
        fixture.dynamoDb.deleteItem(
                request -> request.tableName(fixture.application).key(Map.of("leaseKey", fromS(key))));
    }

    /** Breaks two leases and adds rows that are none, of a worker, and of a type that nobody knows. */
    private static void breakRows(final StateFixture fixture) {
        set(fixture, StateFixture.SHARD, "checkpoint", fromS("abc"));
        set(fixture, OTHER_SHARD, "leaseCounter", fromS("many"));
        put(fixture, Map.of("leaseKey", fromS("notes"), "text", fromS("do not delete")));
        put(
                fixture,
                Map.of(
                        "leaseKey", fromS("worker-x"),
                        "entityType", fromS("WORKER_METRIC_STATS"),
                        "lut", fromN("1e30")));
        put(fixture, FROM_THE_FUTURE);
    }

    private static Map<String, JsonNode> byName(final JsonNode rows, final String name) {
        final Map<String, JsonNode> byName = new HashMap<>();
        rows.forEach(row -> byName.put(row.get(name).asText(), row));
        return byName;
    }

    @Test
    void describeListsCorruptRowsAndARewindOfTheApplicationMakesThemAnew() throws Exception {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 60);
            fixture.consume(60);
            breakRows(fixture);

            final JsonNode report = StateFixture.json(fixture.manager(DESCRIBE));

            final Map<String, JsonNode> shards = byName(report.get("shards"), "shardId");
            assertThat(shards).containsOnlyKeys(StateFixture.SHARD, OTHER_SHARD, "notes");
            final Map<String, JsonNode> rows = byName(report.get("rows"), "row");
            assertThat(rows).containsOnlyKeys("worker-x", "from-the-future");
            final Map<String, JsonNode> all = new HashMap<>(shards);
            all.putAll(rows);
            final Map<String, String> said = Map.of(
                    StateFixture.SHARD,
                    "checkpoint is \"abc\"",
                    OTHER_SHARD,
                    "leaseCounter is \"many\"",
                    "notes",
                    "checkpoint is missing",
                    "worker-x",
                    "lut is the number 1");
            said.forEach((key, what) -> {
                assertThat(all.get(key).get("state").asText()).isEqualTo("corrupt");
                assertThat(all.get(key).get("remark").asText()).contains(what).contains("RESET");
            });
            assertThat(rows.get("from-the-future").get("state").asText()).isEqualTo("of an unknown type");
            assertThat(rows.get("from-the-future").get("remark").asText())
                    .contains("entityType is \"SPIN\"")
                    .doesNotContain("RESET");
            assertThat(StateFixture.report(fixture.manager("Report Format", "TEXT")))
                    .contains("4 of ")
                    .contains("checkpoint is \"abc\"");
            assertThat(StateFixture.refusal(fixture.manager(
                            "Action",
                            "REWIND",
                            "Rewind To",
                            "SEQUENCE_NUMBER",
                            "Shard ID",
                            OTHER_SHARD,
                            "Sequence Number",
                            "17",
                            "Dry Run",
                            "false")))
                    .contains("is corrupt")
                    .contains("Nothing was changed");

            assertThat(StateFixture.report(
                            fixture.manager("Action", "REWIND", "Rewind To", "LATEST", "Report Format", "TEXT")))
                    .contains("Records are SKIPPED");
            StateFixture.report(fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"));

            assertThat(fixture.items()).containsEntry("from-the-future", FROM_THE_FUTURE);
            assertThat(StateFixture.numbers(fixture.consume(60))).isEqualTo(StateFixture.range(0, 60));
        }
    }

    @Test
    void aConsumerStartsOnNoCorruptRowAndSaysWhich() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 10);
            fixture.consume(10);
            set(fixture, OTHER_SHARD, "parentShardId", fromS("shardId-000000000000"));

            final TestRunner consumer = fixture.startConsumer();

            assertThat(StateFixture.awaitError(consumer, "is corrupt"))
                    .contains(OTHER_SHARD)
                    .contains(fixture.application)
                    .contains("parentShardId is \"shardId-000000000000\"")
                    .contains("DESCRIBE")
                    .contains("RESET");
            assertThat(consumer.getLogger().getErrorMessages()).hasSize(1);
        }
    }

    @Test
    void aRunningConsumerStopsWhenARowBecomesCorrupt() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            final TestRunner consumer = fixture.startConsumer();
            fixture.awaitRecords(consumer, 10);
            put(fixture, Map.of("leaseKey", fromS("notes")));

            assertThat(StateFixture.awaitError(consumer, "is corrupt"))
                    .contains("notes")
                    .contains("checkpoint is missing");
        }
    }

    /** As in a rolling upgrade of a worker of the plain client library that shares the application. */
    @Test
    void aRowOfATypeOfANewerLibraryNeitherStopsAConsumerNorKeepsItsLibraryFromAssigningShards() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 20);
            fixture.consume(20);
            put(fixture, FROM_THE_FUTURE);

            final TestRunner consumer = fixture.startConsumer();
            fixture.split();
            fixture.put(20, 60);

            // those of the new shards come only after the library has assigned them
            assertThat(StateFixture.numbers(fixture.awaitRecords(consumer, 40))).isEqualTo(StateFixture.range(20, 60));
            StateFixture.unschedule(consumer);
            assertThat(consumer.getLogger().getErrorMessages()).isEmpty();
            assertThat(fixture.items()).containsEntry("from-the-future", FROM_THE_FUTURE);
        }
    }

    @Test
    void aTableThatHasLostItsMarkIsResetByWhatItsLeasesSay() throws Exception {
        try (StateFixture fixture = new StateFixture(2);
                StateFixture other = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            delete(fixture, MARK);
            set(fixture, StateFixture.SHARD, "checkpoint", fromS("abc"));

            final TestRunner consumer = fixture.startConsumer();
            assertThat(StateFixture.awaitError(consumer, "is corrupt")).contains("RESET");
            StateFixture.unschedule(consumer);
            assertThat(byName(StateFixture.json(fixture.manager(DESCRIBE)).get("shards"), "shardId")
                            .get(StateFixture.SHARD)
                            .get("remark")
                            .asText())
                    .contains("Run RESET")
                    .doesNotContain("REWIND");
            assertThat(StateFixture.refusal(
                            fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false")))
                    .contains(StateFixture.SHARD)
                    .contains("Run RESET");
            final List<String> foreign = new ArrayList<>(List.of(RESET));
            foreign.addAll(List.of("Application Name", fixture.application));
            assertThat(StateFixture.refusal(other.manager(foreign.toArray(String[]::new))))
                    .contains("of another stream")
                    .contains(fixture.stream);
            assertThat(fixture.hasTable(fixture.application)).isTrue();

            StateFixture.report(fixture.manager(RESET));

            assertThat(fixture.hasTable(fixture.application)).isFalse();
            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(0, 10));
        }
    }

    @Test
    void whereNothingSaysOfWhichStreamATableIsEverybodyNamesTheWayOutAndItIsOne() throws Exception {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            delete(fixture, MARK);
            for (final String stamp : List.of("sfStreamArn", "sfStreamCreated")) {
                remove(fixture, StateFixture.SHARD, stamp);
            }
            put(fixture, Map.of("leaseKey", fromS("notes")));
            final String command = "aws dynamodb delete-item --table-name " + fixture.application
                    + " --key '{\"leaseKey\":{\"S\":\"notes\"}}'";

            final TestRunner consumer = fixture.startConsumer();
            assertThat(StateFixture.awaitError(consumer, "is corrupt"))
                    .contains(command)
                    .doesNotContain("RESET");
            StateFixture.unschedule(consumer);
            assertThat(byName(StateFixture.json(fixture.manager(DESCRIBE)).get("shards"), "shardId")
                            .get("notes")
                            .get("remark")
                            .asText())
                    .contains(command)
                    .doesNotContain("RESET");
            assertThat(StateFixture.refusal(fixture.manager(RESET)))
                    .contains(command)
                    .contains("Nothing was changed");
            assertThat(StateFixture.refusal(fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON")))
                    .contains(command);

            delete(fixture, "notes");
            fixture.put(10, 20);

            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(10, 20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sfChange", "sfStreamCreated"})
    void aResetWorksBehindACorruptMark(final String attribute) {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            set(fixture, MARK, attribute, fromM(Map.of("kind", fromS("SPIN"))));

            assertThat(StateFixture.report(fixture.manager(DESCRIBE)))
                    .contains(MARK)
                    .contains(attribute)
                    .contains("Run RESET");
            assertThat(StateFixture.refusal(fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON")))
                    .contains(attribute)
                    .contains("Run RESET");
            final Map<String, Map<String, AttributeValue>> before = fixture.items();
            assertThat(StateFixture.report(fixture.manager("Action", "RESET"))).contains("dry run");
            assertThat(fixture.items()).isEqualTo(before);

            assertThat(StateFixture.report(fixture.manager(RESET)))
                    .contains("corrupt and goes with the others")
                    .contains(attribute);

            assertThat(fixture.hasTable(fixture.application)).isFalse();
            assertThat(StateFixture.numbers(fixture.consume(10))).isEqualTo(StateFixture.range(0, 10));
        }
    }

    /** Its rest can neither be made nor taken back: which checkpoints were put back already, nobody knows. */
    @Test
    void aBegunChangeOfCheckpointsThatACorruptRowHindersEndsWithAReset() throws Exception {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            final Map<String, AttributeValue> change = new HashMap<>(Map.of(
                    "changeId", fromS("test"),
                    "kind", fromS("CHECKPOINTS"),
                    "what", fromS("read again"),
                    "begun", fromN("0")));
            change.put(
                    "checkpoints",
                    fromL(List.of(fromM(Map.of(
                            "shard", fromS(StateFixture.SHARD), "at", fromS("TRIM_HORIZON"), "sub", fromN("0"))))));
            set(fixture, MARK, "sfChange", fromM(change));
            remove(fixture, StateFixture.SHARD, "leaseCounter");

            assertThat(StateFixture.report(fixture.manager("Dry Run", "false")))
                    .contains("cannot be finished")
                    .contains(StateFixture.SHARD)
                    .contains("Run RESET")
                    .doesNotContain("REWIND the application");
            assertThat(StateFixture.refusal(
                            fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false")))
                    .contains("leaseCounter is missing")
                    .contains("RESET");
            StateFixture.report(fixture.manager(RESET));
            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }

    @Test
    void aTableWhoseKeyIsNoTextIsRefused() {
        try (StateFixture fixture = new StateFixture(1)) {
            LocalAws.createTable(fixture.dynamoDb, fixture.application, "leaseKey", ScalarAttributeType.N);
            put(fixture, Map.of("leaseKey", fromN("17")));
            assertThat(StateFixture.refusal(fixture.manager(RESET))).contains("leaseKey of type N");
            assertThat(StateFixture.awaitError(fixture.startConsumer(), "leaseKey of type N"))
                    .contains(fixture.application);
        }
    }

    @Test
    void theStateOfAStreamThatIsGoneIsToldAndDeleted() throws Exception {
        try (StateFixture fixture = new StateFixture(2);
                StateFixture other = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            fixture.deleteStream();
            other.deleteStream();

            final JsonNode report = StateFixture.json(fixture.manager(DESCRIBE));
            assertThat(report.get("shards")).hasSize(2).allSatisfy(shard -> {
                assertThat(shard.get("state").asText()).isEqualTo("not in the stream");
                assertThat(shard.has("behindMillis")).isFalse();
                assertThat(shard.has("remark")).isFalse();
            });
            assertThat(report.get("notes").toString())
                    .contains("there is no stream")
                    .contains(fixture.stream);
            assertThat(StateFixture.refusal(fixture.manager("Action", "REWIND", "Rewind To", "TRIM_HORIZON")))
                    .contains("there is no stream")
                    .contains("RESET")
                    .contains("Nothing was changed");
            final List<String> foreign = new ArrayList<>(List.of(RESET));
            foreign.addAll(List.of("Application Name", fixture.application));
            assertThat(StateFixture.refusal(other.manager(foreign.toArray(String[]::new))))
                    .contains("of another one")
                    .contains(fixture.stream);
            assertThat(StateFixture.report(fixture.manager("Action", "RESET"))).contains("dry run");
            assertThat(fixture.hasTable(fixture.application)).isTrue();

            StateFixture.report(fixture.manager(RESET));

            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }

    @Test
    void whatNobodyExpectsGoesToFailureWithItsReason() {
        try (StateFixture fixture = new StateFixture(1)) {
            final TestRunner manager = fixture.manager(new HastyManager() {
                @Override
                StateAccess open(final ManageSettings settings) {
                    throw new IllegalStateException("a defect");
                }
            });
            manager.setIncomingConnection(true);
            manager.setNonLoopConnection(true);
            manager.enqueue("as it came");
            manager.run();

            final MockFlowFile failed = manager.getFlowFilesForRelationship(ManageKinesisState.FAILURE)
                    .getFirst();
            assertThat(failed.getAttribute(ManageKinesisState.REASON_ATTRIBUTE))
                    .contains("a defect")
                    .contains("DESCRIBE");
            assertThat(failed.getContent()).isEqualTo("as it came");
            assertThat(manager.getLogger().getErrorMessages()).hasSize(1);
        }
    }
}
