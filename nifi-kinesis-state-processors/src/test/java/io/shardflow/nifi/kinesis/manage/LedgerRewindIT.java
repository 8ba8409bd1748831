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

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.BatchProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** FlowFiles are lost between consumer and sink; the ledger says how far back to go; nothing is missing then, nothing doubled. */
@Tag("long")
class LedgerRewindIT {

    private static final String[] REWIND = {"Action", "REWIND", "Rewind To", "LEDGER", "Dry Run", "false"};

    private static SinkFixture sink;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        sink = new SinkFixture(folder);
    }

    @AfterAll
    static void stop() {
        sink.close();
    }

    @Test
    void flowFilesLostBelowAndAboveTheHighestCommittedPositionComeAgainAndOnlyTheyAreAdded() throws Exception {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 400);
            final List<MockFlowFile> flowFiles = consume(fixture, 400);
            final List<MockFlowFile> loaded = new ArrayList<>();
            for (int i = 0; i < flowFiles.size() - 3; i++) {
                if (i % 4 != 1) {
                    loaded.add(flowFiles.get(i));
                }
            }
            sink.load("DISK", loaded.reversed());
            final int before = sink.numbers("DISK").size();
            assertThat(before).isLessThan(400);

            final TestRunner describer = fixture.manager();
            sink.connect(describer, "DISK");
            final JsonNode described = StateFixture.json(describer);
            assertThat(described.get("shards")).allSatisfy(shard -> assertThat(
                            shard.get("ledgerSequenceNumber").asText())
                    .matches("[0-9]{50,}"));
            final JsonNode report = StateFixture.json(rewind(fixture, "DISK"));
            assertThat(report.get("changed").asBoolean()).isTrue();

            sink.load("DISK", consume(fixture, 400));
            assertThat(sink.numbers("DISK")).isEqualTo(StateFixture.range(0, 400));
        }
    }

    @Test
    void withoutAMarginAShardIsReadFromTheArrivalTimeOfTheHighestCommittedRecord() throws Exception {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            StateFixture.awaitNextMillisecond();
            fixture.put(10, 20);
            StateFixture.awaitNextMillisecond();
            fixture.put(20, 40);
            final List<MockFlowFile> flowFiles = consume(fixture, 40);
            sink.load("TIP", flowFiles.subList(0, 2));
            assertThat(sink.numbers("TIP")).isEqualTo(StateFixture.range(0, 20));
            final TestRunner manager = rewind(fixture, "TIP");
            manager.setProperty(ManageProperties.REWIND_MARGIN, "0 sec");
            StateFixture.report(manager);

            final List<MockFlowFile> again = consume(fixture, 30);

            assertThat(again.getFirst().getAttribute("aws.kinesis.first.sequence.number"))
                    .isEqualTo(flowFiles.get(1).getAttribute("aws.kinesis.first.sequence.number"));
            sink.load("TIP", again);
            assertThat(sink.numbers("TIP")).isEqualTo(StateFixture.range(0, 40));
        }
    }

    @Test
    void aTargetWithoutLedgerIsRefusedAndNamed() throws Exception {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            assertThat(StateFixture.refusal(rewind(fixture, "NO_SUCH_TABLE")))
                    .contains("NO_SUCH_TABLE")
                    .contains("has no ledger");
        }
    }

    @Test
    void aLedgerThatHoldsWhatIsNoPositionIsRefusedAndNamedWithTheShard() throws Exception {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            sink.load("BROKEN", consume(fixture, 10));
            for (final String set : List.of(
                    "\"SUB_SEQUENCE_NUMBER\" = '-1'", "\"SUB_SEQUENCE_NUMBER\" = 'x'", "\"SEQUENCE_NUMBER\" = 'abc'")) {
                sink.execute("UPDATE DEMO_DB.PUBLIC.BROKEN_SHARDFLOW_LEDGER SET " + set);
                final TestRunner describer = fixture.manager();
                sink.connect(describer, "BROKEN");
                for (final TestRunner manager : List.of(describer, rewind(fixture, "BROKEN"))) {
                    assertThat(StateFixture.refusal(manager))
                            .contains("BROKEN_SHARDFLOW_LEDGER")
                            .contains(StateFixture.SHARD)
                            .contains(set.substring(1, set.indexOf(" ") - 1))
                            .contains("Nothing was changed");
                }
            }
        }
    }

    /** The library has removed the leases of the parents, as it does some time after their end. */
    @Test
    void parentsWhoseLeasesAreGoneAreReadAgainBeforeTheirChildrenAfterSplitAndMerge() throws Exception {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 100);
            final List<MockFlowFile> flowFiles = new ArrayList<>(consume(fixture, 100));
            fixture.kinesis.mergeShards(request -> request.streamName(fixture.stream)
                    .shardToMerge("shardId-000000000000")
                    .adjacentShardToMerge("shardId-000000000001"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            fixture.put(100, 200);
            flowFiles.addAll(consume(fixture, 100));
            fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                    .shardToSplit("shardId-000000000002")
                    .newStartingHashKey("170141183460469231731687303715884105728"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            fixture.put(200, 300);
            flowFiles.addAll(consume(fixture, 100));
            sink.load(
                    "RESHARDED",
                    flowFiles.stream()
                            .filter(flowFile -> flowFiles.indexOf(flowFile) % 3 != 0)
                            .toList());
            for (final String parent :
                    List.of("shardId-000000000000", "shardId-000000000001", "shardId-000000000002")) {
                fixture.dynamoDb.deleteItem(request ->
                        request.tableName(fixture.application).key(Map.of("leaseKey", AttributeValue.fromS(parent))));
            }

            final Map<String, Map<String, AttributeValue>> lost = fixture.items();
            StateFixture.report(rewind(fixture, "RESHARDED"));
            final Map<String, Map<String, AttributeValue>> rewound = fixture.state();
            boolean died = true;
            for (int at = 1; died; at++) {
                for (final boolean takesEffect : new boolean[] {false, true}) {
                    fixture.restore(lost);
                    final TestRunner dying = fixture.dyingManager(at, takesEffect, REWIND);
                    sink.connect(dying, "RESHARDED");
                    died = !StateFixture.survives(dying);
                    if (at > 1 || takesEffect) {
                        StateFixture.report(fixture.manager("Dry Run", "false"));
                        assertThat(fixture.state()).as("died at write " + at).isEqualTo(rewound);
                    }
                }
            }

            assertThat(fixture.items())
                    .containsKeys("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
            final List<MockFlowFile> again = consume(fixture, 300);
            assertParentsFirst(again);
            sink.load("RESHARDED", again);
            assertThat(sink.numbers("RESHARDED")).isEqualTo(StateFixture.range(0, 300));
        }
    }

    private static void assertParentsFirst(final List<MockFlowFile> flowFiles) {
        final Map<String, Integer> last = new HashMap<>();
        final Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < flowFiles.size(); i++) {
            final String shard = flowFiles.get(i).getAttribute("aws.kinesis.shard.id");
            first.putIfAbsent(shard, i);
            last.put(shard, i);
        }
        assertThat(first.get("shardId-000000000002"))
                .isGreaterThan(last.get("shardId-000000000000"))
                .isGreaterThan(last.get("shardId-000000000001"));
        assertThat(first.get("shardId-000000000003")).isGreaterThan(last.get("shardId-000000000002"));
        assertThat(first.get("shardId-000000000004")).isGreaterThan(last.get("shardId-000000000002"));
    }

    /** Small FlowFiles, so that there are many to be lost. */
    private static List<MockFlowFile> consume(final StateFixture fixture, final int records) {
        final TestRunner consumer = fixture.startConsumer(runner -> {
            runner.setProperty(BatchProperties.MAX_BATCH_RECORDS, "10");
            return runner;
        });
        fixture.awaitRecords(consumer, records);
        StateFixture.unschedule(consumer);
        return consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
    }

    private static TestRunner rewind(final StateFixture fixture, final String table) throws InitializationException {
        final TestRunner manager = fixture.manager(REWIND);
        sink.connect(manager, table);
        return manager;
    }
}
