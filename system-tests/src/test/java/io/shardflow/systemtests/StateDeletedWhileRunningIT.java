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

import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.process.Service;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Two NiFi servers that share an application, and what becomes of them when its table is deleted, replaced or restored. */
@ExtendWith(Shardflow.class)
@Tag("long")
class StateDeletedWhileRunningIT {

    private static final String CONSUMER = Connector.CONSUMER;
    private static final int ORDERS = 1_000;
    private static final int PER_SECOND = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The fail-over time of few shards; a node looks twice in it. */
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(10);

    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private static Service process;
    private static NifiClient nifi;
    private static Connector second;

    @BeforeAll
    static void startSecondNifi() {
        process = OwnNifi.start(Shardflow.stack(), "other-nifi");
        nifi = OwnNifi.client(process);
        second = Connector.upload(nifi);
        second.set(LocalParameters.ofStack(Shardflow.stack()));
    }

    @AfterAll
    static void endSecondNifi() {
        nifi.close();
        process.kill9();
    }

    @Test
    void aDeletedTableIsReportedByBothAndReadingBeginsAnewOnlyWithTheNextStart() throws SQLException {
        try (Run run = Run.of("state-deleted");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            startBoth(run);
            final SteadyLoad load = run.produceSteadily(PER_SECOND);
            try {
                awaitDivided(run);
                run.awaitNewRowsOfEveryShard();
                dynamoDb.deleteTable(request -> request.tableName("state-deleted"));
                awaitReported(run, "\"state-deleted\" was deleted while the consumer was running");
                assertNothingRunsOn(run);
                assertThat(dynamoDb.listTables().tableNames()).doesNotContain("state-deleted");
            } finally {
                load.stop();
            }
            restartBoth(run);
            run.assertExact(run.produced());
        } finally {
            second.stop();
        }
    }

    @Test
    void aTableThatTookItsPlaceIsReportedByBothAndIsUsedOnlyIfItIsOfThatKind() throws SQLException {
        try (Run run = Run.of("state-replaced");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            startBoth(run);
            final SteadyLoad load = run.produceSteadily(PER_SECOND);
            try {
                awaitDivided(run);
                run.awaitNewRowsOfEveryShard();
                new SavedTable(dynamoDb, "state-replaced").replaceByOneWithKeys("streamName", "shardId");
                awaitReported(run, "\"state-replaced\" was replaced by a new one");
                assertNothingRunsOn(run);
            } finally {
                load.stop();
            }
            second.stop();
            run.stop();
            run.start();
            await("why it does not start").atMost(LIMIT).untilAsserted(() -> assertThat(said(run))
                    .anyMatch(text -> text.contains("It is the state of NiFi's ConsumeKinesis")));
            run.stop();
            dynamoDb.deleteTable(request -> request.tableName("state-replaced"));
            startBoth(run);
            run.assertExact(run.produced());
        } finally {
            second.stop();
        }
    }

    @Test
    void aTableRestoredFromABackupOnlyDeliversAgain() throws SQLException {
        try (Run run = Run.of("state-restored");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            run.start();
            run.produce(ORDERS);
            run.assertExact(ORDERS);
            run.stop();
            final SavedTable backup = new SavedTable(dynamoDb, "state-restored");
            run.start();
            run.produce(ORDERS);
            run.assertExact(2 * ORDERS);
            run.stop();
            final long recognised = recognised();

            backup.restore();
            run.start();

            await("what the backup did not know comes again")
                    .atMost(LIMIT)
                    .until(() -> recognised() - recognised >= ORDERS);
            run.assertExact(2 * ORDERS);
            assertThat(recognised() - recognised)
                    .as("what it knew does not come again")
                    .isEqualTo(ORDERS);
        }
    }

    private static void startBoth(final Run run) {
        second.stop();
        second.set(LocalParameters.ofJob(run.stream(), run.stream(), run.tableName()));
        run.start();
        second.start();
    }

    private static void restartBoth(final Run run) {
        run.stop();
        startBoth(run);
    }

    private static void awaitDivided(final Run run) {
        await("the shards are divided")
                .atMost(LIMIT)
                .until(() -> new HashSet<>(run.leaseOwners().values()).size() == 2
                        && run.leaseOwners().size() == 4);
    }

    private static void awaitReported(final Run run, final String text) {
        final long begin = System.nanoTime();
        final TreeMap<String, Double> seconds = new TreeMap<>();
        await("a bulletin on both nodes").atMost(REPORTED_WITHIN).until(() -> {
            if (said(run).stream().anyMatch(message -> message.contains(text))) {
                seconds.putIfAbsent("first", (System.nanoTime() - begin) / 1e9);
            }
            if (saidBySecond().stream().anyMatch(message -> message.contains(text))) {
                seconds.putIfAbsent("second", (System.nanoTime() - begin) / 1e9);
            }
            return seconds.size() == 2;
        });
        System.out.printf(
                Locale.ROOT,
                "%s: reported by one NiFi after %.1f s, by the other after %.1f s%n",
                text,
                seconds.get("first"),
                seconds.get("second"));
    }

    /** What was read before may still land; then nothing more does. */
    private static void assertNothingRunsOn(final Run run) throws SQLException {
        run.awaitDrained();
        await().atMost(LIMIT).until(() -> second.queuedFlowFiles() == 0);
        final long landed = run.rows();
        await("nothing lands").atMost(LIMIT).during(A_WHILE).until(() -> run.rows() == landed);
    }

    private static Set<String> said(final Run run) {
        return messages(run.bulletins(), Shardflow.connector());
    }

    private static Set<String> saidBySecond() {
        return messages(second.bulletins(-1), second);
    }

    private static Set<String> messages(final List<Bulletin> bulletins, final Connector connector) {
        final String consumer = connector.processor(CONSUMER).id();
        final Set<String> messages = new HashSet<>();
        bulletins.stream()
                .filter(bulletin -> bulletin.sourceId().equals(consumer))
                .forEach(bulletin -> messages.add(bulletin.message()));
        return messages;
    }

    private static long recognised() {
        return Shardflow.connector().counter(Connector.SINK, "Rows Recognised");
    }
}
