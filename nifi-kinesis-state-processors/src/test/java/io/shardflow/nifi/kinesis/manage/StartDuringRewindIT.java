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
package io.shardflow.nifi.kinesis.manage;

import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A consumer starts while the application is rewound, against the rules, and the whole rewind falls between two of its calls.
 * Whatever it has written by then, the next start reads everything.
 */
@Tag("long")
class StartDuringRewindIT {

    private static final String[] TO_OLDEST = {"Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"};
    private static final String[] FINISH = {"Dry Run", "false"};
    /** Five of the preparation, one to claim the worker's row; with the others the client library begins. */
    private static final int CALLS_OF_A_START = 9;

    private static final Set<String> CALLS = Set.of("Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem");

    @Test
    void leavesNothingThatMakesTheNextStartLeaveRecordsOut() {
        try (StateFixture fixture = new StateFixture(1);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            fixture.put(0, 30);
            fixture.split();
            StateFixture.awaitNextMillisecond();
            final long afterSplit = System.currentTimeMillis();
            fixture.put(30, 60);
            fixture.consume(60);
            // the children alone have leases then, and none yet
            StateFixture.report(fixture.manager(
                    "Action",
                    "REWIND",
                    "Rewind To",
                    "TIMESTAMP",
                    "Timestamp",
                    Long.toString(afterSplit),
                    "Dry Run",
                    "false"));
            final Map<String, Map<String, AttributeValue>> before = fixture.items();

            for (int at = 1; at <= CALLS_OF_A_START; at++) {
                fixture.restore(before);
                final Set<Integer> read = new TreeSet<>();
                startWithRewindAtCall(at, fixture, proxy, read);
                final TestRunner next = fixture.startConsumer();
                await("rewound before call " + at).atMost(StateFixture.PATIENCE).until(() -> {
                    next.run(1, false, false);
                    read.addAll(StateFixture.numbers(StateFixture.records(next)));
                    return read.size() == 60;
                });
                StateFixture.unschedule(next);
            }
        }
    }

    /** @param read takes the numbers of the records that came after the rewind */
    private static void startWithRewindAtCall(
            final int at, final StateFixture fixture, final FaultProxy proxy, final Set<Integer> read) {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicReference<Optional<String>> refusal = new AtomicReference<>();
        proxy.judge(call -> {
            if (CALLS.contains(call.operation()) && calls.incrementAndGet() == at) {
                refusal.set(rewind(fixture));
            }
            return Optional.empty();
        });
        final TestRunner consumer = fixture.startConsumer(runner -> {
            runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT, proxy.uri().toString());
            return runner;
        });
        // it goes on until it notices, or until it reads
        await("call " + at).atMost(StateFixture.PATIENCE).until(() -> {
            consumer.run(1, false, false);
            return refusal.get() != null
                            && !consumer.getLogger().getErrorMessages().isEmpty()
                    || refusal.get() != null && StateFixture.count(consumer) > 0;
        });
        proxy.judge(call -> Optional.empty());
        StateFixture.unschedule(consumer);
        if (refusal.get().isEmpty()) {
            read.addAll(StateFixture.numbers(StateFixture.records(consumer)));
        } else {
            final boolean begun = fixture.items().get("Migration3.0").containsKey("sfChange");
            StateFixture.report(fixture.manager(begun ? FINISH : TO_OLDEST));
        }
    }

    /** @return why it was refused; empty if it was made */
    private static Optional<String> rewind(final StateFixture fixture) {
        final TestRunner manager = fixture.manager(TO_OLDEST);
        manager.run();
        return manager.getFlowFilesForRelationship(ManageKinesisState.FAILURE).stream()
                .map(failure -> failure.getAttribute(ManageKinesisState.REASON_ATTRIBUTE))
                .findFirst();
    }
}
