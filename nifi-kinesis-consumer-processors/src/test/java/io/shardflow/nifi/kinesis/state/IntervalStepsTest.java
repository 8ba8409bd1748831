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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalStepsTest {

    private static final List<Intervals> STEPS = IntervalSteps.STANDARD.steps().stream()
            .map(IntervalSteps.Step::intervals)
            .toList();

    /** What the client library computes (CommonCalculations and DynamoDBLeaseCoordinator of its version 3.5.1). */
    @Test
    void theLibraryArrivesAtTheIntervalsThatAreMeant() {
        for (final Intervals step : STEPS) {
            final long epsilon = step.epsilon().toMillis();
            assertEquals(step.renewal().toMillis(), step.failover().toMillis() / 3 - epsilon, 1);
            assertEquals(step.discovery().toMillis(), step.assignment().toMillis() / 2 - epsilon, 1);
        }
    }

    @Test
    void oneRenewalMayFail() {
        STEPS.forEach(step -> assertTrue(
                step.renewal().multipliedBy(2).compareTo(step.failover().minusMillis(900)) < 0));
    }

    /** Nodes change over at different moments. */
    @Test
    void aLeaseRenewedAsOnOneStepDoesNotLookFreeOnTheStepBelow() {
        IntStream.range(1, STEPS.size())
                .forEach(step -> assertTrue(STEPS.get(step)
                                .renewal()
                                .plusSeconds(1)
                                .compareTo(STEPS.get(step - 1).failover())
                        < 0));
    }

    /** The lock client refuses a lease shorter than two heartbeats. */
    @Test
    void theLeaderMayMissAHeartbeat() {
        STEPS.forEach(step -> assertTrue(step.leaderHeartbeat().multipliedBy(2).compareTo(step.leaderLease()) <= 0));
    }

    /** A report carries the time in full seconds, so that it looks up to a second older than it is. */
    @Test
    void aWorkerThatReportsInTimeIsAliveToTheLeader() {
        STEPS.forEach(step -> assertTrue(step.workerReport().plusSeconds(1).compareTo(step.workerExpiry()) < 0));
    }

    @Property
    void noIntervalShrinksWithMoreLeases(@ForAll @IntRange(max = 5000) final int leases) {
        final Intervals few = IntervalSteps.STANDARD.of(leases);
        final Intervals more = IntervalSteps.STANDARD.of(leases + 1);
        assertTrue(few.failover().compareTo(more.failover()) <= 0);
        assertTrue(few.renewal().compareTo(more.renewal()) <= 0);
        assertTrue(few.assignment().compareTo(more.assignment()) <= 0);
        assertTrue(few.discovery().compareTo(more.discovery()) <= 0);
        assertTrue(few.dispatch().compareTo(more.dispatch()) <= 0);
        assertTrue(few.guardsPerRead() <= more.guardsPerRead());
    }

    /** Half of the 6.9 and 14.5 requests a second that one worker at rest made with 4 and 16 shards before. */
    @Test
    void aWorkerAtRestMakesFewRequests() {
        assertTrue(
                RequestsAtRest.of(4).perSecond() <= 3.45, RequestsAtRest.of(4).toString());
        assertTrue(
                RequestsAtRest.of(16).perSecond() <= 7.25, RequestsAtRest.of(16).toString());
    }
}
