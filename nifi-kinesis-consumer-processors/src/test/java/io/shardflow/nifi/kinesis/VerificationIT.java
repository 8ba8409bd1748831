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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.iam.AwsCall;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.iam.PolicyPage;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What Verify says of a set-up that is right, and of one that is broken in one place after the other. */
class VerificationIT {

    private static final String FIT = "Fit to start";
    private static final String CREATE = "dynamodb:CreateTable";

    /** Waits of one silent service, and a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final ConsumerFixture fixture = new ConsumerFixture(2);
    private final FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
    private final FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
    private final TestRunner runner = ConsumerFixture.runner(
            fixture.stream,
            fixture.application,
            kinesis.uri().toString(),
            dynamoDb.uri().toString());

    @AfterEach
    void close() {
        fixture.close();
        kinesis.close();
        dynamoDb.close();
    }

    @Test
    void aFirstStartIsFitAndVerifyAsksForEachActionOfThePolicyAndWritesNothing() {
        final Policy policy = PolicyPage.polling(LocalAws.REGION.id(), fixture.stream, fixture.application);
        final Gate gate = Gate.naming(policy).guard(kinesis).guard(dynamoDb);
        fixture.put(0, 40);
        final List<ConfigVerificationResult> results = verify();

        assertEquals(List.of(), steps(results, Outcome.FAILED), results::toString);
        assertEquals(List.of("Caller", CREATE), steps(results, Outcome.SKIPPED), results::toString);
        assertSays(results, "Stream", fixture.stream, "ACTIVE", "2 open shards", "24 hours", "Not encrypted");
        assertSays(results, "Clock", "agrees");
        assertSays(results, "State table", "no DynamoDB table \"" + fixture.application, "first start makes it");
        assertSays(results, "State", "reading begins at the Initial Stream Position, Trim Horizon");
        assertSays(results, FIT, "2 open shards", "Trim Horizon", "has to make the table");

        assertEquals(Set.of(), gate.refused());
        final Set<AwsCall> asked = new HashSet<>(gate.seen().keySet());
        final Set<AwsCall> granted = new HashSet<>(policy.grants());
        granted.removeIf(call -> call.action().equals(CREATE));
        assertEquals(granted, asked);
        assertFalse(fixture.dynamoDb.listTables().tableNames().contains(fixture.application));
    }

    @Test
    void aStoppedConsumersStateIsFoundAndLeftAsItIs() {
        fixture.put(0, 40);
        final TestRunner consumer = fixture.runner();
        ConsumerFixture.schedule(consumer);
        fixture.awaitRecords(consumer, 40);
        ConsumerFixture.unschedule(consumer);
        final Set<Map<String, AttributeValue>> before = rows();
        runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, "LATEST");

        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of(), steps(results, Outcome.FAILED), results::toString);
        assertEquals(List.of("Caller"), steps(results, Outcome.SKIPPED), results::toString);
        assertSays(results, "State table", fixture.application);
        assertSays(results, "State", "of 2 shards, 0 of them finished", "Initial Stream Position is ignored");
        assertEquals(before, rows());
    }

    @Test
    void eachActionThatIsDeniedIsNamedAtAStepOfItsOwn() {
        fixture.put(0, 10);
        final Policy policy = PolicyPage.polling(LocalAws.REGION.id(), fixture.stream, fixture.application);
        final Gate gate = Gate.terse(policy).guard(kinesis).guard(dynamoDb);
        final Map<String, String> steps = Map.of(
                "kinesis:DescribeStreamSummary", "Stream",
                "kinesis:ListShards", "Shards",
                "dynamodb:DescribeTable", "State table");
        assertAll(policy.grants().stream()
                .filter(grant -> !grant.action().equals(CREATE))
                .<Executable>map(grant -> () -> {
                    gate.apply(policy.without(grant));
                    final List<ConfigVerificationResult> results = verify();
                    final boolean older = !grant.resource().contains(fixture.stream)
                            && !grant.resource().matches(".*/" + fixture.application + "(/index/.*)?");
                    final String step = older ? "Older tables" : steps.getOrDefault(grant.action(), grant.action());
                    assertEquals(List.of(step, FIT), steps(results, Outcome.FAILED), () -> grant + ": " + results);
                    assertSays(results, step, "AWS denies " + grant.action() + " on ", "IAM policy", "docs/iam.md");
                    assertSays(results, FIT, "Not fit", step);
                }));
        assertFalse(fixture.dynamoDb.listTables().tableNames().contains(fixture.application));
    }

    @Test
    void credentialsThatAwsDoesNotKnowAreToldOncePerService() {
        final Fault unknown = new Fault.Refusal(
                400, "UnrecognizedClientException", "The security token included in the request is invalid");
        kinesis.on(FaultProxy.EVERY, unknown);
        dynamoDb.on(FaultProxy.EVERY, unknown);
        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of("Call Kinesis", "Call DynamoDB", FIT), steps(results, Outcome.FAILED));
        assertSays(results, "Call Kinesis", "AWS does not accept the credentials", "correct Access Key ID");
        assertEquals(Map.of("DescribeStreamSummary", 1L), kinesis.calls());
        assertEquals(Map.of("DescribeTable", 1L), dynamoDb.calls());
    }

    @Test
    void thatThereAreNoCredentialsIsToldWithoutACall() throws InitializationException {
        final GivenCredentials service = new GivenCredentials();
        service.fail(new IllegalStateException("the role nifi-reader does not exist"));
        runner.addControllerService("credentials", service);
        runner.enableControllerService(service);
        runner.setProperty(AwsProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.CREDENTIALS_PROVIDER_SERVICE);
        runner.setProperty(AwsProperties.CREDENTIALS_PROVIDER_SERVICE, "credentials");
        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of("Credentials", FIT), steps(results, Outcome.FAILED), results::toString);
        assertSays(results, "Credentials", "There are no AWS credentials: the role nifi-reader does not exist");
        assertEquals(Map.of(), kinesis.calls());
        assertEquals(Map.of(), dynamoDb.calls());
    }

    @Test
    void aStreamThatIsNotThereOrElsewhereIsNamedWithItsRegion() {
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders-of-nobody");
        final List<ConfigVerificationResult> unknown = verify();
        assertEquals(List.of("Stream", FIT), steps(unknown, Outcome.FAILED), unknown::toString);
        assertSays(unknown, "Stream", "Stream Name", "\"orders-of-nobody\"", "Region us-east-1", "Correct");
        assertSays(unknown, "Shards", "no such stream");

        runner.setProperty(ConsumerProperties.STREAM_NAME, fixture.stream);
        runner.setProperty(AwsProperties.REGION, "eu-west-1");
        final List<ConfigVerificationResult> elsewhere = verify();
        assertEquals(List.of("Stream", FIT), steps(elsewhere, Outcome.FAILED), elsewhere::toString);
        assertSays(elsewhere, "Stream", fixture.stream, "Region eu-west-1");
    }

    @Test
    @Tag("long")
    void aTableOfAnotherStreamIsNamedWithItsOwner() {
        try (ConsumerFixture owner = new ConsumerFixture(1)) {
            owner.put(0, 10);
            final TestRunner consumer = owner.runner();
            ConsumerFixture.schedule(consumer);
            owner.awaitRecords(consumer, 10);
            ConsumerFixture.unschedule(consumer);
            runner.setProperty(ConsumerProperties.APPLICATION_NAME, owner.application);
            final List<ConfigVerificationResult> results = verify();
            assertEquals(List.of("State", FIT), steps(results, Outcome.FAILED), results::toString);
            assertSays(results, "State", "checkpoints of another stream", owner.stream, "Set another Application Name");
        }
    }

    @Test
    void aTableOfAnotherKindIsNotTouched() {
        LocalAws.createTable(fixture.dynamoDb, fixture.application, "id");
        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of("State table", FIT), steps(results, Outcome.FAILED), results::toString);
        assertSays(results, "State table", "key [id] instead of [leaseKey]", "Set Application Name");
        assertEquals(Map.of("DescribeTable", 3L), dynamoDb.calls());
    }

    @Test
    void tablesOfAnOlderClientLibraryAndATableWithoutItsIndexAreNamed() {
        LocalAws.createTable(fixture.dynamoDb, fixture.application, "leaseKey");
        final List<ConfigVerificationResult> old = verify();
        assertEquals(List.of(), steps(old, Outcome.FAILED), old::toString);
        assertSays(old, "dynamodb:Query", "no index", "dynamodb:UpdateTable");

        LocalAws.createTable(fixture.dynamoDb, fixture.application + "-CoordinatorState", "key");
        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of("Older tables", FIT), steps(results, Outcome.FAILED), results::toString);
        assertSays(results, "Older tables", "3.0 to 3.4", fixture.application + "-CoordinatorState", "delete");
    }

    @Test
    void aServiceThatCannotBeReachedIsNamedAndTheOtherOneIsStillAsked() {
        kinesis.refuseConnections();
        final List<ConfigVerificationResult> results = verify();
        assertEquals(List.of("Call Kinesis", FIT), steps(results, Outcome.FAILED), results::toString);
        assertSays(results, "Call Kinesis", "cannot be reached", "Kinesis Endpoint Override URL", "Region (us-east-1)");
        assertSays(results, "dynamodb:PutItem", "Allowed");
        assertSays(results, "State", "Not known");

        kinesis.clear();
        dynamoDb.refuseConnections();
        final List<ConfigVerificationResult> other = verify();
        assertEquals(List.of("Call DynamoDB", FIT), steps(other, Outcome.FAILED), other::toString);
        assertSays(other, "Call DynamoDB", "cannot be reached", "DynamoDB Endpoint Override URL");
        assertSays(other, "kinesis:GetRecords", "Allowed");
    }

    @Test
    void readsThatAreThrottledOrWhoseKeyIsDisabledAreNamed() {
        fixture.put(0, 10);
        kinesis.on("GetRecords", new Fault.Refusal(400, "KMSDisabledException", "The key is disabled."));
        final List<ConfigVerificationResult> key = verify();
        assertEquals(List.of("kinesis:GetRecords", FIT), steps(key, Outcome.FAILED), key::toString);
        assertSays(key, "kinesis:GetRecords", "KMS key", "kms:Decrypt");
        kinesis.on(
                "GetRecords",
                new Fault.Refusal(400, "ProvisionedThroughputExceededException", "Rate exceeded for shard"));
        assertSays(verify(), "kinesis:GetRecords", "throttles", "other consumers");
    }

    @Test
    @Tag("long")
    void aServiceThatIsSilentIsGivenUpAfterSecondsAndAskedNothingMore() {
        kinesis.on(FaultProxy.EVERY, new Fault.Silence());
        dynamoDb.on("Scan", new Fault.Silence());
        final long began = System.nanoTime();
        final List<ConfigVerificationResult> results = verify();
        final Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertEquals(List.of("Call Kinesis", "dynamodb:Scan", FIT), steps(results, Outcome.FAILED), results::toString);
        assertSays(results, "Call Kinesis", "Kinesis does not answer", "within 5 s", "Kinesis Endpoint Override URL");
        assertSays(results, "dynamodb:Scan", "DynamoDB does not answer", "DynamoDB Endpoint Override URL");
        assertSays(results, "dynamodb:PutItem", "cannot be called");
        assertEquals(
                1L, kinesis.calls().values().stream().mapToLong(Long::longValue).sum());
        assertTrue(took.compareTo(BOUND) <= 0, took::toString);
    }

    /** The threads that watch a client's time-outs begin with its first call and end when it is closed, never before. */
    @Test
    @Tag("long")
    void itsClientsAreClosed() {
        final Set<Thread> before = timers();
        verify();
        await().atMost(Duration.ofSeconds(30)).until(() -> before.containsAll(timers()));
    }

    private static Set<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sdk-ScheduledExecutor"))
                .collect(Collectors.toSet());
    }

    /** EnhancedFanOutIT sees these. */
    private static final Set<String> OF_FAN_OUT =
            Set.of("kinesis:DescribeStreamConsumer", "kinesis:RegisterStreamConsumer", "kinesis:SubscribeToShard");

    @Test
    void thePageNamesEachStepInItsOrder() throws IOException {
        final Pattern step = Pattern.compile("`([^`]+)`");
        final List<String> page = Files.readAllLines(Path.of("../docs/troubleshooting.md"));
        final List<String> table = page.subList(page.indexOf("| step | what is asked | IAM action |") + 2, page.size());
        final List<String> named = table.stream()
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(line -> step.matcher(line.split("\\|")[1]).results())
                .map(match -> match.group(1))
                .filter(name -> !OF_FAN_OUT.contains(name))
                .toList();
        assertEquals(
                named,
                verify().stream()
                        .map(ConfigVerificationResult::getVerificationStepName)
                        .toList());
    }

    private List<ConfigVerificationResult> verify() {
        return ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of());
    }

    private Set<Map<String, AttributeValue>> rows() {
        return Set.copyOf(fixture.dynamoDb
                .scan(request -> request.tableName(fixture.application).consistentRead(true))
                .items());
    }

    private static List<String> steps(final List<ConfigVerificationResult> results, final Outcome outcome) {
        final Predicate<ConfigVerificationResult> is = result -> result.getOutcome() == outcome;
        return results.stream()
                .filter(is)
                .map(ConfigVerificationResult::getVerificationStepName)
                .toList();
    }

    private static void assertSays(
            final List<ConfigVerificationResult> results, final String step, final String... parts) {
        final String text = results.stream()
                .filter(result -> result.getVerificationStepName().equals(step))
                .map(ConfigVerificationResult::getExplanation)
                .collect(Collectors.joining(" | "));
        for (final String part : parts) {
            assertTrue(text.contains(part), () -> part + " is missing at " + step + ": " + results);
        }
    }
}
