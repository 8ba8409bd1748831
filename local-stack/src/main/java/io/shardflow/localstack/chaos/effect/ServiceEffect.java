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

import io.shardflow.localstack.chaos.plan.Disturbance.ServiceTrouble;
import io.shardflow.localstack.process.Service;
import java.time.Duration;

/**
 * A service of the stack stands still, or ends and is started again.
 *
 * @param stopping is run before it is stopped, not before it is killed
 * @param started is run when it was started again
 */
record ServiceEffect(Service process, ServiceTrouble.Way way, Runnable stopping, Runnable started) implements Effect {

    /** The Kinesis emulator writes all that was ever put. */
    private static final Duration GRACE = Duration.ofMinutes(3);

    @Override
    public void begin() {
        switch (way) {
            case FREEZE -> process.freeze();
            case KILL -> process.kill9();
            case STOP -> {
                stopping.run();
                if (!process.stop(GRACE)) {
                    throw new IllegalStateException(
                            process.name() + " has not ended by itself and may have lost its data");
                }
            }
        }
    }

    @Override
    public void end() {
        switch (way) {
            case FREEZE -> process.thaw();
            case KILL, STOP -> {
                process.start();
                started.run();
            }
        }
    }
}
