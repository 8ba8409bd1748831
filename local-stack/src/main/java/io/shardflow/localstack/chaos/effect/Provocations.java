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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.chaos.plan.Moment.Provocation;
import io.shardflow.localstack.chaos.site.Load;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.connector.Connector;

/** Brings calls about that do not come by themselves, where no proxy can. Any thread. */
record Provocations(Operator operator, Load load) {

    /**
     * @param node whose call is to come
     * @param other the other NiFi, or the same where there is none
     */
    void provoke(final Provocation provocation, final Node node, final Node other) {
        switch (provocation) {
            case LEDGER_ROWS_GONE -> operator.deleteLedgerRows();
            case TOKENS_CHANGED -> operator.changeTokens();
            case SINK_STARTED_AGAIN -> node.restartProcessor(Connector.SINK);
            case DELIVERED_AGAIN -> {
                if (other == node) {
                    node.restartProcessor(Connector.CONSUMER);
                } else {
                    other.stopProcessor(Connector.CONSUMER);
                }
            }
            case NEW_FIELD -> load.newField();
            case NONE, EVERY_COMMIT_LOST, COMMITS_AND_ENDS_OF_SESSIONS_LOST, COMMITS_LOST_UNTIL_A_LOOK ->
                throw new IllegalArgumentException(provocation + " is done by the proxy");
        }
    }
}
