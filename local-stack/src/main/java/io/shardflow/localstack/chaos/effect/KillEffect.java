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

import io.shardflow.localstack.chaos.plan.Backend;
import io.shardflow.localstack.chaos.plan.CallFault;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.chaos.plan.Moment.Provocation;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;

/**
 * kill -9 of a NiFi right before a service gets its call, or right after it has done it.
 *
 * @param other the other NiFi, or the same where there is none
 */
record KillEffect(Node node, Node other, Moment moment, boolean after, Provocations provocations) implements Effect {

    @Override
    public void begin() throws InterruptedException, MissedException {
        if (moment.provocation() == Provocation.DELIVERED_AGAIN) {
            killBehindCheckpoints();
        } else {
            kill();
        }
    }

    private void killBehindCheckpoints() throws InterruptedException, MissedException {
        final FaultProxy checkpoints = other.proxy(Backend.DYNAMODB);
        new CallEffect(checkpoints, Moment.CHECKPOINT.name(), CallFault.HANG_UP).begin();
        try {
            kill();
        } finally {
            checkpoints.clear();
            if (other != node) {
                other.startProcessor(Connector.CONSUMER);
            }
        }
    }

    private void kill() throws InterruptedException, MissedException {
        new CaughtCall(node.proxy(moment.backend()), moment)
                .await(
                        node.process()::kill9,
                        after ? Fault.AfterCall::new : Fault.BeforeCall::new,
                        () -> provocations.provoke(moment.provocation(), node, other));
    }

    @Override
    public void end() {
        node.startAgain();
    }
}
