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
import io.shardflow.localstack.workload.LandedOrders;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The days on which a node or the state is gone: see {@link RunbookIT}. */
@Tag("long")
@ExtendWith(Shardflow.class)
class RunbookNodesIT {

    private static RunbookPage page;

    private final Connector connector = Shardflow.connector();

    @BeforeAll
    static void read() throws IOException {
        page = RunbookPage.read();
    }

    /** LostNodeIT kills a NiFi and deletes its disk; here the queue is emptied by hand, which loses the same. */
    @Test
    void aNodeIsLostForGood() throws SQLException {
        try (BadDay day = BadDay.of(page.day("A node is lost for good"), "runbook-lost")) {
            day.begin(300);
            day.page().says("what waited in its queues: read from the stream, checkpointed, and not loaded");
            BadDay.stop(Connector.SINK);
            day.run().produce(300);
            day.awaitCheckpointed();
            Shardflow.nifi().queues().empty(BadDay.records().id());
            BadDay.start(Connector.SINK);
            day.run().produce(100);
            assertThat(day.run().awaitReadToTheEnd()).isEqualTo(new LandedOrders(400, 300, 0, 0));

            day.page()
                    .says(
                            "stop the consumers on every node, *ManageKinesisState* with `REWIND` to `LEDGER`, first dry; start");
            connector.stop();
            final StateProcessor state = StateProcessor.upload(Shardflow.nifi());
            final Map<String, String> checkpoints = day.run().checkpoints();
            state.run(Map.of("Action", "REWIND", "Rewind To", "LEDGER", "Dry Run", "true"));
            assertThat(day.run().checkpoints()).isEqualTo(checkpoints);
            state.run(Map.of("Action", "REWIND", "Rewind To", "LEDGER", "Dry Run", "false"));
            day.run().start();
            day.page().says("Nothing doubles under `EXACTLY_ONCE`");
            day.run().assertExact(700);
            day.over();
        }
    }

    /** SharedApplicationIT kills NiFi servers that share an application; here one of two connectors stands still with a full queue. */
    @Test
    void aNodeWasAwayForAnHour() throws SQLException {
        final Connector other = Connector.upload(Shardflow.nifi());
        try (BadDay day = BadDay.of(page.day("A node was away for an hour"), "runbook-away")) {
            day.begin(200);
            BadDay.stop(Connector.SINK);
            day.run().produce(200);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().flowFiles() > 0);
            day.page().says("Others read its shards");
            other.start();
            BadDay.stop(Connector.CONSUMER);
            day.run().produce(200);
            await("the others load").atMost(BadDay.LIMIT).until(() -> day.run().rows() >= 400);

            day.page().says("Its queue loads when it is back; what others have loaded meanwhile is recognised");
            day.page().says("**Do.** Nothing");
            BadDay.start(Connector.SINK);
            BadDay.start(Connector.CONSUMER);
            day.run().awaitLanded(600);
            await().atMost(BadDay.LIMIT).until(() -> other.queuedFlowFiles() == 0);
            day.run().assertExact(600);
            day.over();
        } finally {
            other.stop();
            Shardflow.nifi().controllerServices().disableAll(other.groupId(), BadDay.LIMIT);
            Shardflow.nifi().processGroups().delete(other.groupId());
        }
    }

    /** StateDeletedWhileRunningIT does so with two NiFi servers. */
    @Test
    void theStateTableWasDeletedOrRestored() throws SQLException {
        try (BadDay day = BadDay.of(page.day("The state table was deleted or restored"), "runbook-state");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            day.begin(200);
            dynamoDb.deleteTable(request -> request.tableName(day.run().stream()));
            day.awaitSaid(-1, "was deleted while the consumer was running");
            day.run().produce(100);
            day.page().says("stop, set *Initial Stream Position* (`TRIM_HORIZON` leaves nothing out), start");
            day.run().stop();
            connector.set(Map.of("AWS Kinesis Initial Stream Position", "TRIM_HORIZON"));
            day.run().start();
            day.run().assertExact(300);

            day.run().stop();
            final SavedTable backup = new SavedTable(dynamoDb, day.run().stream());
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.run().stop();
            backup.restore();
            day.page().says("**Costs** reading again");
            final long recognised = connector.counter(Connector.SINK, "Rows Recognised");
            day.run().start();
            await().atMost(BadDay.LIMIT)
                    .until(() -> connector.counter(Connector.SINK, "Rows Recognised") - recognised >= 100);
            day.run().assertExact(400);
            day.over();
        }
    }
}
