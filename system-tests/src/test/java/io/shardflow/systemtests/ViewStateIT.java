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

import io.shardflow.localstack.connector.Connector;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What NiFi's menu item "View state" shows of the consumer, and what clearing it does. */
@ExtendWith(Shardflow.class)
class ViewStateIT {

    private static final String CONSUMER = Connector.CONSUMER;
    private static final String WORKER = "worker.id";
    private static final int ORDERS = 500;

    @Test
    void itShowsWhereThePositionIsKeptAndClearingItReadsNothingAgain() throws SQLException {
        try (Run run = Run.of("view-state")) {
            run.start();
            run.produce(ORDERS);
            run.assertExact(ORDERS);
            run.stop();
            final Map<String, String> before = Shardflow.connector().localState(CONSUMER);
            assertThat(before)
                    .containsEntry("application", "view-state")
                    .containsEntry("dynamodb.table", "view-state")
                    .containsEntry("stream", "view-state")
                    .containsKey(WORKER);
            final long recognised = Shardflow.connector().counter(Connector.SINK, "Rows Recognised");

            Shardflow.nifi()
                    .processors()
                    .clearState(Shardflow.connector().processor(CONSUMER).id());
            run.start();
            run.produce(ORDERS);
            run.assertExact(2 * ORDERS);

            assertThat(Shardflow.connector().localState(CONSUMER).get(WORKER)).isNotEqualTo(before.get(WORKER));
            assertThat(Shardflow.connector().counter(Connector.SINK, "Rows Recognised"))
                    .isEqualTo(recognised);
        }
    }
}
