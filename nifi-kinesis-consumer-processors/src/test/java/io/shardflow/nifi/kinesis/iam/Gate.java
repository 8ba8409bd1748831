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
package io.shardflow.nifi.kinesis.iam;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.faults.ProxiedCall;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Does what IAM does before Kinesis and DynamoDB: refuses what a policy does not allow. Keeps account of every call.
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class Gate {

    /** The account of the local Kinesis. */
    public static final String ACCOUNT = "000000000000";

    private final AwsCalls calls = new AwsCalls(LocalAws.REGION.id(), ACCOUNT);
    private final Map<AwsCall, LongAdder> seen = new ConcurrentHashMap<>();
    private final Set<AwsCall> refused = new ConcurrentSkipListSet<>();
    private final boolean names;
    private volatile Policy policy;

    private Gate(final Policy policy, final boolean names) {
        this.policy = policy;
        this.names = names;
    }

    /** Its refusals name caller, action and resource, as most of AWS's do (IAM user guide, "Access denied error messages"). */
    public static Gate naming(final Policy policy) {
        return new Gate(policy, true);
    }

    /** Its refusals say only that access is denied. */
    public static Gate terse(final Policy policy) {
        return new Gate(policy, false);
    }

    /** Stands at this proxy from now on. */
    public Gate guard(final FaultProxy proxy) {
        proxy.judge(this::judge);
        return this;
    }

    /** Another policy from now on. */
    public void apply(final Policy other) {
        policy = other;
    }

    private Optional<Fault.Refusal> judge(final ProxiedCall proxied) {
        final AwsCall call = calls.of(proxied);
        seen.computeIfAbsent(call, key -> new LongAdder()).increment();
        if (policy.allows(call)) {
            return Optional.empty();
        }
        refused.add(call);
        final String message = names
                ? "User: arn:aws:iam::%s:user/nifi is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
                        .formatted(ACCOUNT, call.action(), call.resource(), call.action())
                : "Access denied";
        return Optional.of(new Fault.Refusal(400, "AccessDeniedException", message));
    }

    /** Every call so far, and how often. */
    public Map<AwsCall, Long> seen() {
        final Map<AwsCall, Long> counted = new TreeMap<>();
        seen.forEach((call, count) -> counted.put(call, count.sum()));
        return counted;
    }

    /** The calls that were refused so far. */
    public Set<AwsCall> refused() {
        return new TreeSet<>(refused);
    }
}
