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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.iam.AwsCall;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.iam.PolicyPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The policy of docs/iam.md less one permission, each in turn: within fifteen seconds a bulletin names the action, the ARN
 * and what to change, or nothing changes, as the page says. AWS's own text is of no help here: "Access denied".
 */
@Tag("long")
class IamDenialIT {

    private static final String REGION = LocalAws.REGION.id();
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);

    /** What a permission is needed for. */
    private enum Need {
        ALL_THE_TIME,
        RESHARD,
        START,
        COMPANY
    }

    private static final Map<String, Need> NEEDS = new TreeMap<>(Map.ofEntries(
            Map.entry("kinesis:DescribeStreamSummary", Need.ALL_THE_TIME),
            Map.entry("kinesis:ListShards", Need.ALL_THE_TIME),
            Map.entry("kinesis:GetShardIterator", Need.RESHARD),
            Map.entry("kinesis:GetRecords", Need.ALL_THE_TIME),
            Map.entry("dynamodb:DescribeTable", Need.ALL_THE_TIME),
            Map.entry("dynamodb:CreateTable", Need.START),
            Map.entry("dynamodb:Scan", Need.ALL_THE_TIME),
            Map.entry("dynamodb:GetItem", Need.RESHARD),
            Map.entry("dynamodb:PutItem", Need.RESHARD),
            Map.entry("dynamodb:UpdateItem", Need.ALL_THE_TIME),
            Map.entry("dynamodb:DeleteItem", Need.COMPANY),
            Map.entry("dynamodb:Query", Need.ALL_THE_TIME)));

    private static Need need(final AwsCall grant) {
        return grant.resource().endsWith("-CoordinatorState")
                        || grant.resource().endsWith("-WorkerMetricStats")
                ? Need.START
                : NEEDS.get(grant.action());
    }

    /** A consumer behind a gate. The policy names stream and table, so each has a grant of its own. */
    private static final class Guarded implements AutoCloseable {
        private final FaultyConsumer consumer = new FaultyConsumer();
        private final Policy policy = PolicyPage.polling(REGION, consumer.fixture.stream, consumer.fixture.application);
        private final Gate gate = Gate.terse(policy).guard(consumer.kinesis).guard(consumer.dynamoDb);
        private final AwsCall grant;
        private long deniedAt;
        private Duration named;

        /** @param which of the policy's grants, counted from zero */
        private Guarded(final int which) {
            grant = List.copyOf(policy.grants()).get(which);
        }

        private void deny() {
            consumer.expectFault();
            deniedAt = System.nanoTime();
            gate.apply(policy.without(grant));
        }

        private void split() {
            consumer.fixture.kinesis.splitShard(request -> request.streamName(consumer.fixture.stream)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey("1000"));
        }

        private void look() {
            consumer.trigger();
            if (named == null && naming().isPresent()) {
                named = Duration.ofNanos(System.nanoTime() - deniedAt);
            }
        }

        private boolean isNamedOrLate() {
            return named != null || System.nanoTime() - deniedAt > BOUND.toNanos();
        }

        /** The account is not known before Kinesis has described the stream. */
        private Optional<String> naming() {
            return consumer.bulletins().stream()
                    .filter(text -> text.contains(grant + ":")
                            || text.contains(grant.toString().replace(Gate.ACCOUNT, "ACCOUNT") + ":"))
                    .findFirst();
        }

        @Override
        public void close() {
            gate.apply(policy);
            consumer.close();
        }
    }

    @Test
    void aPermissionThatIsMissingAtTheStartIsNamedAndReadingBeginsWhenItIsThere() {
        with(grant -> need(grant) != Need.COMPANY, all -> {
            for (final Guarded guarded : all) {
                guarded.deny();
                guarded.consumer.start();
            }
            assertNamed(all);
            assertOver(all);
        });
    }

    @Test
    void aPermissionThatIsTakenAwayWhileItReadsIsNamedAndReadingGoesOnWhenItIsBack() {
        with(grant -> need(grant) == Need.ALL_THE_TIME, all -> {
            startAll(all);
            all.forEach(Guarded::deny);
            all.forEach(guarded -> guarded.consumer.put());
            assertNamed(all);
            assertOver(all);
        });
    }

    @Test
    void aPermissionThatOnlyAReshardNeedsIsNamedWhenOneComes() {
        with(grant -> need(grant) == Need.RESHARD, all -> {
            startAll(all);
            all.forEach(Guarded::deny);
            all.forEach(Guarded::split);
            all.forEach(
                    guarded -> LocalAws.awaitActive(guarded.consumer.fixture.kinesis, guarded.consumer.fixture.stream));
            all.forEach(guarded -> guarded.consumer.put());
            assertNamed(all);
            assertOver(all);
        });
    }

    @Test
    void whatOnlyAStartNeedsIsNotMissedWhileItReads() {
        with(grant -> need(grant) == Need.START, all -> {
            startAll(all);
            all.forEach(Guarded::deny);
            all.forEach(guarded -> guarded.consumer.put());
            awaitAll(all, guarded -> guarded.consumer.hasAll());
            awaitAll(all, guarded -> System.nanoTime() - guarded.deniedAt > BOUND.toNanos());
            all.forEach(guarded -> assertEquals(List.of(), guarded.consumer.bulletins(), guarded.grant::toString));
            all.forEach(guarded -> assertEquals(0, guarded.gate.refused().size(), guarded.grant::toString));
            final List<Guarded> mayNotCreate = all.stream()
                    .filter(guarded -> guarded.grant.action().equals("dynamodb:CreateTable"))
                    .toList();
            mayNotCreate.forEach(guarded -> guarded.consumer.restart());
            mayNotCreate.forEach(guarded -> guarded.consumer.put());
            awaitAll(mayNotCreate, guarded -> guarded.consumer.hasAll());
        });
    }

    @Test
    void aNodeThatMayNotRemoveItsRowSaysSoWhenItLeavesOthersBehind() {
        with(grant -> need(grant) == Need.COMPANY, all -> {
            startAll(all);
            final Guarded guarded = all.getFirst();
            final TestRunner other = guarded.consumer.fixture.runner();
            ConsumerFixture.schedule(other);
            awaitAll(all, ignored -> {
                other.run(1, false, false);
                return guarded.consumer.fixture.leaseOwners().size() == 2;
            });
            guarded.deny();
            guarded.consumer.stop();
            assertNamed(all);
            guarded.consumer.put();
            await("the other has all that is new").atMost(PATIENCE).until(() -> {
                other.run(1, false, false);
                return ConsumerFixture.numbers(ConsumerFixture.records(
                                other.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)))
                        .containsAll(ConsumerFixture.range(40, 80));
            });
        });
    }

    /** Another application's checkpoints are asked about before anything is read. */
    @Test
    void anIteratorThatIsDeniedWhenAnotherApplicationsTableIsTakenOverIsNamed() {
        with(grant -> grant.action().equals("kinesis:GetShardIterator"), all -> {
            final FaultyConsumer consumer = all.getFirst().consumer;
            consumer.fixture.put(1000, 1040);
            try (PlainApplication plain = new PlainApplication(consumer.fixture)) {
                await().atMost(Duration.ofMinutes(3)).until(() -> plain.records() == 40);
            }
            all.forEach(Guarded::deny);
            consumer.start();
            assertNamed(all);
            assertOver(all);
        });
    }

    private interface Course {
        void run(List<Guarded> all);
    }

    private static void with(final Predicate<AwsCall> which, final Course course) {
        final List<Guarded> all = new ArrayList<>();
        try {
            final List<AwsCall> grants =
                    List.copyOf(PolicyPage.polling(REGION, "stream", "app").grants());
            for (int n = 0; n < grants.size(); n++) {
                if (which.test(grants.get(n))) {
                    all.add(new Guarded(n));
                }
            }
            course.run(all);
        } finally {
            all.forEach(Guarded::close);
        }
    }

    private static void startAll(final List<Guarded> all) {
        all.forEach(guarded -> guarded.consumer.start());
        awaitAll(all, guarded -> guarded.consumer.hasAll());
    }

    private static void assertNamed(final List<Guarded> all) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            all.forEach(Guarded::look);
            return all.stream().allMatch(Guarded::isNamedOrLate);
        });
        all.stream()
                .filter(guarded -> guarded.named != null)
                .forEach(guarded -> System.out.println(
                        guarded.named.toMillis() + " ms: " + guarded.naming().get()));
        assertAll(all.stream().<Executable>map(guarded -> () -> {
            final String text = guarded.naming()
                    .orElseThrow(() -> new AssertionError(guarded.grant + ": " + guarded.consumer.bulletins()));
            assertTrue(guarded.named.compareTo(BOUND) <= 0, () -> guarded.named + " " + text);
            assertTrue(text.contains("IAM policy"), text);
            assertTrue(
                    text.contains(
                            guarded.grant.action().startsWith("kinesis:")
                                    ? "Stream Name \"" + guarded.consumer.fixture.stream
                                    : "Application Name \"" + guarded.consumer.fixture.application),
                    text);
        }));
    }

    private static void assertOver(final List<Guarded> all) {
        all.forEach(guarded -> guarded.gate.apply(guarded.policy));
        all.forEach(guarded -> guarded.consumer.put());
        awaitAll(all, guarded -> guarded.consumer.hasAll());
    }

    private static void awaitAll(final List<Guarded> all, final Predicate<Guarded> condition) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            all.forEach(guarded -> guarded.consumer.trigger());
            return all.stream().allMatch(condition);
        });
    }
}
