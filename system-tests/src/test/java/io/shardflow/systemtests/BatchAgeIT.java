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
import io.shardflow.localstack.nifi.Queues.Queue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long FlowFiles wait in NiFi's queue for more to be loaded with them. */
@Tag("long")
@ExtendWith(Shardflow.class)
class BatchAgeIT {

    private static final String PARAMETER = "Maximum Batch Age";

    private static void setAge(final String age) {
        Shardflow.connector().set(Map.of(PARAMETER, age));
    }

    private static Queue records() {
        return Shardflow.connector().queue(Connector.CONSUMER, "success");
    }

    @AfterEach
    void letNothingWait() {
        Shardflow.connector().stop();
        setAge("0 sec");
        Shardflow.nifi().queues().limit(records().id(), 10_000);
        // What waits here would land in the table of the next test.
        Shardflow.nifi().queues().empty(records().id());
        Shardflow.connector().configure(Connector.CONSUMER, Map.of("Max Batch Records", "100000"));
    }

    @Test
    void aLoneRecordLandsWithinItsAgeAndFiveSeconds() throws SQLException {
        try (Run run = Run.of("age-lone")) {
            setAge("20 sec");
            run.start();
            run.produce(1);
            run.awaitLanded(1);
            run.awaitDrained();
            for (int orders = 2; orders <= 3; orders++) {
                final long produced = System.nanoTime();
                run.produce(1);
                await().until(() -> records().flowFiles() == 1);
                final long queued = System.nanoTime();
                run.awaitLanded(orders);
                assertThat(Duration.ofNanos(System.nanoTime() - produced))
                        .as("order %d", orders)
                        .isGreaterThan(Duration.ofSeconds(20));
                assertThat(Duration.ofNanos(System.nanoTime() - queued))
                        .as("order %d", orders)
                        .isLessThan(Duration.ofSeconds(25));
                // what comes right after a transaction may have waited for room in the queue
                await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            }
            run.assertExact(3);
            assertThat(run.bulletins()).isEmpty();
        }
    }

    @Test
    void neitherStopNorStartWaitsForTheAge() throws SQLException {
        try (Run run = Run.of("age-stop")) {
            setAge("1 hour");
            run.start();
            run.produce(1);
            run.awaitLanded(1);
            run.awaitDrained();
            run.produce(100);
            await().until(() -> records().flowFiles() > 0);
            final long before = System.nanoTime();
            run.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
            assertThat(run.rows()).isEqualTo(1);

            run.start();
            run.awaitLanded(2);
            assertThat(run.bulletins()).isEmpty();
        }
    }

    /** Ten times the back pressure: nine ages if it was not known that the queue is full. */
    @Test
    void aFullQueueDoesNotWaitForTheAge() throws SQLException {
        try (Run run = Run.of("age-full")) {
            setAge("1 min");
            Shardflow.connector().configure(Connector.CONSUMER, Map.of("Max Batch Records", "10"));
            Shardflow.nifi().queues().limit(records().id(), 10);
            run.start();
            run.produce(1_000);
            run.awaitLanded(900);
        }
    }
}
