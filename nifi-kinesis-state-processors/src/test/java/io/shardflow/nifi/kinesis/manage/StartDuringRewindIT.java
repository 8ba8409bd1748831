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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<String> CALLS = Set.of("Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem");

    @Test
    void leavesNothingThatMakesTheNextStartLeaveRecordsOut() {
        try (StateFixture fixture = new StateFixture(1);
                FaultProxy proxy = FaultProxy.before(StateFixture.dynamoDbEndpoint())) {
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

            boolean reached = true;
            for (int at = 1; reached; at++) {
                fixture.restore(before);
                reached = startWithRewindAtCall(at, fixture, proxy);
                assertThat(StateFixture.numbers(fixture.consume(60)).stream().distinct())
                        .as("rewound before call " + at)
                        .isEqualTo(StateFixture.range(0, 60));
            }
        }
    }

    /** @return whether the consumer came so far before it read its first record */
    private static boolean startWithRewindAtCall(final int at, final StateFixture fixture, final FaultProxy proxy) {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicReference<String> refusal = new AtomicReference<>();
        final AtomicReference<Boolean> rewound = new AtomicReference<>(false);
        proxy.judge(call -> {
            if (CALLS.contains(call.operation()) && calls.incrementAndGet() == at) {
                refusal.set(rewind(fixture));
                rewound.set(true);
            }
            return Optional.empty();
        });
        final TestRunner consumer = fixture.startConsumer(runner -> {
            runner.setProperty(ConsumerProperties.DYNAMODB_ENDPOINT, proxy.uri().toString());
            return runner;
        });
        await().atMost(StateFixture.PATIENCE).until(() -> {
            consumer.run(1, false, false);
            return rewound.get() || StateFixture.count(consumer) >= 30;
        });
        final boolean reached = rewound.get();
        if (reached) {
            // it goes on until it notices, or until it reads
            await().atMost(StateFixture.PATIENCE).until(() -> {
                consumer.run(1, false, false);
                return !consumer.getLogger().getErrorMessages().isEmpty() || StateFixture.count(consumer) > 0;
            });
        }
        proxy.judge(call -> Optional.empty());
        StateFixture.stop(consumer);
        if (!reached || refusal.get() != null) {
            StateFixture.report(
                    fixture.manager(reached && refusal.get().contains("begun and not finished") ? FINISH : TO_OLDEST));
        }
        return reached;
    }

    /** @return why it was refused; null if it was made */
    private static String rewind(final StateFixture fixture) {
        final TestRunner manager = fixture.manager(TO_OLDEST);
        manager.run();
        final List<String> reasons = manager.getFlowFilesForRelationship(ManageKinesisState.FAILURE).stream()
                .map(failure -> failure.getAttribute(ManageKinesisState.REASON_ATTRIBUTE))
                .toList();
        return reasons.isEmpty() ? null : reasons.getFirst();
    }
}
