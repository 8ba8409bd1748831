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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.connector.Connector;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ManageKinesisState in a real NiFi, run once from the canvas beside the connector. */
@Tag("long")
@ExtendWith(Shardflow.class)
class StateOnCanvasIT {

    private static final int ORDERS = 1_000;

    @Test
    void theStateIsShownAndRewoundButNotWhileTheConnectorRuns() throws SQLException {
        try (Run run = Run.of("managed-state")) {
            run.start();
            run.produce(ORDERS);
            run.assertExact(ORDERS);
            final StateProcessor state = StateProcessor.upload(Shardflow.nifi());
            final Map<String, String> rewind =
                    Map.of("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false");

            assertThat(state.run(Map.of("Action", "DESCRIBE")))
                    .contains("shardId-000000000003")
                    .contains("Ledger sequence number")
                    .contains("MANAGED_STATE_SHARDFLOW_LEDGER")
                    .contains("Silent for");
            assertThatThrownBy(() -> state.run(rewind))
                    .isInstanceOf(StateProcessor.Refused.class)
                    .hasMessageContaining("is in use")
                    .hasMessageContaining("Nothing was changed");

            run.stop();
            final long before = recognised();
            assertThat(state.run(rewind))
                    .contains("The next start reads every shard")
                    .contains("Changed");
            run.start();
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> recognised() - before == ORDERS);
            run.assertExact(ORDERS);
        }
    }

    private static long recognised() {
        return Shardflow.connector().counter(Connector.SINK, "Rows Recognised");
    }
}
