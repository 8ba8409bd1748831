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
import java.util.concurrent.locks.LockSupport;

/** Calls through a proxy meet a fault: it begins with the first that does, and is missed if none comes. */
final class CallEffect implements Effect {

    /**
     * How long the first call is waited for: the operations that are disturbed by themselves come every few seconds, but from a
     * NiFi that has no shard.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);

    private static final Duration LATENCY = Duration.ofSeconds(2);

    /** Bytes of an answer that get through: less than any answer that says something. */
    private static final int REST = 10;

    private final FaultProxy proxy;
    private final String operation;
    private final CallFault fault;
    private final Duration patience;

    CallEffect(final FaultProxy proxy, final String operation, final CallFault fault) {
        this(proxy, operation, fault, PATIENCE);
    }

    CallEffect(final FaultProxy proxy, final String operation, final CallFault fault, final Duration patience) {
        this.proxy = proxy;
        this.operation = operation;
        this.fault = fault;
        this.patience = patience;
    }

    @Override
    public void begin() throws MissedException {
        final long before = proxy.met();
        disturb();
        if (!isMet(before)) {
            proxy.clear();
            throw new MissedException("no " + operation);
        }
    }

    private boolean isMet(final long before) {
        final long deadline = System.nanoTime() + patience.toNanos();
        while (proxy.met() == before) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private void disturb() {
        switch (fault) {
            // a refused connection is not seen, so the first call is cut off with all connections
            case CUT -> proxy.on(operation, new Fault.BeforeCall(proxy::refuseConnections));
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
