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

import io.shardflow.localstack.workload.LandedOrders;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stop, delete the state table, start: the application begins anew in a table of the same name. */
@ExtendWith(Shardflow.class)
class ResetByDeletionIT {

    private static final int ORDERS = 1_000;

    @Test
    void everythingIsReadAgainAndTheTableIsTheOnlyOne() throws SQLException {
        try (ResetRun reset = ResetRun.of("reset-deletion")) {
            reset.landAllAndStop(ORDERS);
            final Object oldCreation = reset.content("reset-deletion").getFirst();

            reset.deleteTable("reset-deletion");
            assertThat(reset.newTables()).isEmpty();
            reset.run().start();

            reset.awaitRecognised(ORDERS);
            reset.run().assertExact(ORDERS);
            assertThat(reset.newTables()).containsExactly("reset-deletion");
            assertThat(reset.content("reset-deletion").getFirst()).isNotEqualTo(oldCreation);
            assertThat(reset.logged())
                    .anyMatch(line -> line.endsWith("Creating the DynamoDB table reset-deletion"))
                    .noneMatch(line -> line.contains("is left untouched"));
            assertThat(reset.run().bulletins()).isEmpty();
        }
    }

    @Test
    void afterASplitAndAMergeTheParentsAreReadAgainToo() throws SQLException {
        try (ResetRun reset = ResetRun.of("reset-reshard")) {
            reset.run().start();
            reset.run().produce(400);
            reset.run().awaitLanded(400);
            reset.split(0);
            reset.run().produce(300);
            reset.merge(2, 3);
            reset.run().produce(300);
            reset.run().awaitLanded(ORDERS);
            reset.run().awaitDrained();
            reset.stop();

            reset.deleteTable("reset-reshard");
            reset.run().start();

            reset.awaitRecognised(ORDERS);
            assertThat(reset.run().compare()).isEqualTo(new LandedOrders(ORDERS, 0, 0, 0));
            assertThat(reset.newTables()).containsExactly("reset-reshard");
        }
    }

    @Test
    void latestLeavesOutWhatArrivesInBetween() throws SQLException {
        try (ResetRun reset = ResetRun.of("reset-deletion-latest")) {
            reset.landAllAndStop(ORDERS);
            reset.run().produce(300);
            ResetRun.awaitNextSecond();

            reset.deleteTable("reset-deletion-latest");
            reset.beginAt("LATEST", Instant.EPOCH);
            reset.run().start();
            reset.awaitState();
            reset.run().produce(200);

            assertThat(reset.run().awaitReadToTheEnd()).isEqualTo(new LandedOrders(ORDERS + 200, 300, 0, 0));
        }
    }
}
