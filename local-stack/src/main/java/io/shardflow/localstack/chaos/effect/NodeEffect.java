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

import io.shardflow.localstack.chaos.plan.NodeAction;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.connector.Connector;
import java.time.Duration;

/** Something done to a NiFi or to one of its processors. */
record NodeEffect(Node node, NodeAction action) implements Effect {

    private static final Duration GRACE = Duration.ofSeconds(60);

    @Override
    public void begin() {
        switch (action) {
            case KILL -> node.process().kill9();
            case STOP -> node.process().stop(GRACE);
            case FREEZE -> node.process().freeze();
            case STOP_CONSUMER -> node.stopProcessor(Connector.CONSUMER);
            case STOP_SINK -> node.stopProcessor(Connector.SINK);
        }
    }

    @Override
    public void end() {
        switch (action) {
            case KILL, STOP -> node.startAgain();
            case FREEZE -> node.process().thaw();
            case STOP_CONSUMER -> node.startProcessor(Connector.CONSUMER);
            case STOP_SINK -> node.startProcessor(Connector.SINK);
        }
    }
}
