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

import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.workload.LandedOrders;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stop, another application name in the parameter context, start: the application begins anew beside its old state. */
@ExtendWith(Shardflow.class)
class ResetByNameIT {

    private static final int ORDERS = 1_000;

    @Test
    void everythingIsReadAgainIntoANewTableAndTheOldOneStaysUntouchedAndIsNamed() throws SQLException {
        try (ResetRun reset = ResetRun.of("reset-name")) {
            reset.landAllAndStop(ORDERS);
            assertThat(reset.newTables()).containsExactly("reset-name");
            final List<Object> old = reset.content("reset-name");

            reset.run().renameApplication("reset-name-2");
            reset.run().start();

            reset.awaitRecognised(ORDERS);
            reset.run().assertExact(ORDERS);
            assertThat(reset.newTables()).containsExactly("reset-name", "reset-name-2");
            assertThat(reset.content("reset-name")).isEqualTo(old);
            assertThat(reset.logged())
                    .filteredOn(line -> line.contains("Application Name was"))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("The DynamoDB table \"reset-name\" is left untouched")
                            .endsWith("aws dynamodb delete-table --table-name reset-name --region us-east-1"));
            assertThat(reset.logged()).noneMatch(line -> line.contains("has state"));
            assertThat(reset.run().bulletins()).isEmpty();
        }
    }

    @Test
    void backToTheOldNameItGoesOnFromItsCheckpoints() throws SQLException {
        try (ResetRun reset = ResetRun.of("reset-back")) {
            reset.landAllAndStop(ORDERS);
            reset.run().renameApplication("reset-back-2");
            reset.run().start();
            reset.awaitRecognised(ORDERS);
            reset.stop();

            reset.run().renameApplication("reset-back");
            reset.run().start();
            reset.run().produce(200);

            reset.run().assertExact(ORDERS + 200);
            assertThat(reset.recognised()).isZero();
            assertThat(reset.logged()).anyMatch(line -> line.contains("The application reset-back has state"));
        }
    }

    @Test
    void latestLeavesOutWhatArrivesInBetweenAndTheSinkNamesTheEdgesOfEachShard() throws SQLException {
        final int between = 300;
        final int later = 200;
        try (ResetRun reset = ResetRun.of("reset-latest")) {
            reset.landAllAndStop(ORDERS);
            reset.run().produce(between);
            ResetRun.awaitNextSecond();

            reset.run().renameApplication("reset-latest-2");
            reset.beginAt("LATEST", Instant.EPOCH);
            reset.run().start();
            reset.awaitState();
            reset.run().produce(later);

            assertThat(reset.run().awaitReadToTheEnd()).isEqualTo(new LandedOrders(ORDERS + later, between, 0, 0));
            assertThat(reset.recognised()).isZero();
            final String said = String.join(
                    "\n",
                    reset.run().bulletins().stream().map(Bulletin::message).toList());
            assertThat(said).contains(edges(reset, ORDERS + between));
            assertThat(said.split("has a gap").length - 1).isBetween(1, 4);
            assertThat(reset.logged()).anyMatch(line -> line.contains("table \"reset-latest\" is left untouched"));
        }
    }

    /** Of each shard the row before the order of that id and the row from it on, as the table has them. */
    private static List<String> edges(final ResetRun reset, final int firstId) throws SQLException {
        final List<String> last = edge(reset, "MAX", "<", firstId);
        final List<String> first = edge(reset, "MIN", ">=", firstId);
        assertThat(last).hasSize(4);
        assertThat(first).hasSize(4);
        final List<String> edges = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            final String[] before = last.get(shard).split(" ");
            final String[] after = first.get(shard).split(" ");
            edges.add("%s: last %s (arrived %s), first after it %s (arrived %s)"
                    .formatted(before[0], before[1], arrival(before[2]), after[1], arrival(after[2])));
        }
        return edges;
    }

    private static List<String> edge(final ResetRun reset, final String extreme, final String comparison, final int id)
            throws SQLException {
        final String shard = "KINESISMETADATA:shardId::VARCHAR";
        final String sequence = "KINESISMETADATA:sequenceNumber::VARCHAR";
        return reset.query("SELECT " + shard + ", " + extreme + "(" + sequence + "), " + extreme
                + "(KINESISMETADATA:approximateArrival::VARCHAR) FROM RESET_LATEST WHERE ID::NUMBER(38,0) " + comparison
                + " " + id + " GROUP BY 1 ORDER BY 1");
    }

    private static Instant arrival(final String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    @Test
    void atATimestampWhatArrivedFromThenOnIsReadAgain() throws SQLException {
        final int fromThenOn = 300;
        try (ResetRun reset = ResetRun.of("reset-time")) {
            reset.run().produce(ORDERS);
            final Instant then = ResetRun.timeBetween();
            reset.landAllAndStop(ORDERS + fromThenOn);

            reset.run().renameApplication("reset-time-2");
            reset.beginAt("AT_TIMESTAMP", then);
            reset.run().start();

            reset.awaitRecognised(fromThenOn);
            reset.run().assertExact(ORDERS + fromThenOn);
            assertThat(reset.newTables()).containsExactly("reset-time", "reset-time-2");
            assertThat(reset.run().bulletins()).isEmpty();
        }
    }
}
