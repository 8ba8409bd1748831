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

import io.shardflow.localstack.chaos.plan.CallFault;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.time.Duration;

/** Calls through a proxy meet a fault. */
record CallEffect(FaultProxy proxy, String operation, CallFault fault) implements Effect {

    private static final Duration LATENCY = Duration.ofSeconds(2);

    /** Bytes of an answer that get through: less than any answer that says something. */
    private static final int REST = 10;

    @Override
    public void begin() {
        switch (fault) {
            case CUT -> proxy.refuseConnections();
            case HANG_UP -> proxy.on(operation, new Fault.HangUp());
            case LOST_ANSWER -> proxy.on(operation, new Fault.AfterCall(() -> {}));
            case UNAVAILABLE ->
                proxy.on(operation, new Fault.Refusal(503, "ServiceUnavailable", "the service is not available"));
            case THROTTLED ->
                proxy.on(
                        operation,
                        new Fault.Refusal(
                                400, "ProvisionedThroughputExceededException", "too many calls at this time"));
            case DELAYED -> proxy.on(operation, new Fault.Delay(LATENCY));
            case TRUNCATED -> proxy.on(operation, new Fault.Truncation(REST));
            case REPEATED -> proxy.on(operation, new Fault.Repetition());
            case SILENT -> proxy.on(operation, new Fault.Silence());
        }
    }

    @Override
    public void end() {
        proxy.clear();
    }
}
