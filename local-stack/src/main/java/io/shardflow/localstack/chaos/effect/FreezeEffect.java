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
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.time.Duration;
import java.util.function.Function;

/**
 * A NiFi that stands still from a call on, which is done meanwhile. Without checkpoints from a while before on, who takes its shards over
 * delivers again what it is loading. With them it mostly begins behind that.
 *
 * @param proxies what stands between the NiFi and each service
 * @param withoutCheckpoints whether none is written, from a while before until it goes on
 * @param freeze makes its process stand still
 * @param thaw lets it go on
 * @param patience how long the call is waited for
 */
record FreezeEffect(
        Function<Backend, FaultProxy> proxies,
        Moment moment,
        boolean withoutCheckpoints,
        Runnable freeze,
        Runnable thaw,
        Duration patience)
        implements Effect {

    FreezeEffect(
            final Function<Backend, FaultProxy> proxies,
            final Moment moment,
            final boolean withoutCheckpoints,
            final Runnable freeze,
            final Runnable thaw) {
        this(proxies, moment, withoutCheckpoints, freeze, thaw, CaughtCall.PATIENCE);
    }

    @Override
    public void begin() throws InterruptedException, MissedException {
        if (withoutCheckpoints) {
            new CallEffect(checkpoints(), Moment.CHECKPOINT.name(), CallFault.HANG_UP).begin();
        }
        boolean frozen = false;
        try {
            new CaughtCall(proxies.apply(moment.backend()), moment, patience).await(freeze, Fault.Meanwhile::new);
            frozen = true;
        } finally {
            if (!frozen) {
                checkpoints().clear();
            }
        }
    }

    @Override
    public void end() {
        checkpoints().clear();
        thaw.run();
    }

    private FaultProxy checkpoints() {
        return proxies.apply(Backend.DYNAMODB);
    }
}
