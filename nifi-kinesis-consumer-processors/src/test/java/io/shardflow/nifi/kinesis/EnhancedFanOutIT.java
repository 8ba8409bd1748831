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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.iam.AwsCall;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.PolicyPage;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Enhanced fan-out, from the registration of the consumer to its end. */
class EnhancedFanOutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BLOCKED = Duration.ofSeconds(75);

    @Test
    void recordsComeOnceAndInOrderARestartGoesOnAtTheCheckpointAndNothingIsLeftOpen() {
        try (ConsumerFixture fixture = new ConsumerFixture(2);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            final Set<Thread> others = Thread.getAllStackTraces().keySet();
            fixture.put(0, 1_000);
            final TestRunner runner = fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, proxy.uri().toString());
            final Map<String, ConfigVerificationResult> before = verify(runner);
            assertTrue(before.get("kinesis:DescribeStreamConsumer")
                    .getExplanation()
                    .contains("a start registers it"));
            assertEquals(
                    Outcome.SKIPPED,
                    before.get("kinesis:RegisterStreamConsumer").getOutcome());
            assertEquals(Outcome.SKIPPED, before.get("kinesis:SubscribeToShard").getOutcome());
            assertFalse(before.containsKey("kinesis:GetRecords"));
            assertEquals(Outcome.SUCCESSFUL, before.get("Fit to start").getOutcome());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 1_000);
            final String arn = consumer(fixture).consumerARN();
            ConsumerFixture.unschedule(runner);
            fixture.put(1_000, 2_000);
            ConsumerFixture.schedule(runner);
            final List<JsonNode> records = fixture.awaitRecords(runner, 2_000);
            ConsumerFixture.unschedule(runner);
            assertEquals(ConsumerFixture.range(0, 2_000), ConsumerFixture.numbers(records));
            assertInOrder(records);
            assertEquals(arn, consumer(fixture).consumerARN());
            final Map<String, ConfigVerificationResult> after = verify(runner);
            assertTrue(
                    after.get("kinesis:DescribeStreamConsumer").getExplanation().contains("registered and ACTIVE"));
            assertFalse(after.containsKey("kinesis:RegisterStreamConsumer"));
            assertFalse(proxy.calls().containsKey("GetRecords"), proxy.calls().toString());
            assertEquals(1L, proxy.calls().get("RegisterStreamConsumer"));
            await("the threads of the clients end").atMost(PATIENCE).untilAsserted(() -> {
                final Map<String, Long> left = Footprint.threadsWithout(others);
                left.keySet()
                        .removeIf(name ->
                                !name.contains("sdk") && !name.contains("Netty") && !name.contains("shardflow"));
                assertEquals(Map.of(), left);
            });
        }
    }

    @Test
    @Tag("long")
    void aConsumerThatSomebodyRemovedIsRegisteredAgainAndNothingIsMissing() {
        try (ConsumerFixture fixture = new ConsumerFixture(2);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            fixture.put(0, 500);
            final TestRunner runner = fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, proxy.uri().toString());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 500);
            final ConsumerDescription before = consumer(fixture);
            fixture.kinesis.deregisterStreamConsumer(request -> request.consumerARN(before.consumerARN()));
            await("it is gone").atMost(PATIENCE).until(() -> !isRegistered(fixture));
            // the emulator goes on with what is open, unlike Kinesis
            proxy.refuseConnections();
            proxy.clear();
            fixture.put(500, 1_000);
            assertEquals(ConsumerFixture.range(0, 1_000), ConsumerFixture.numbers(fixture.awaitRecords(runner, 1_000)));
            assertTrue(isRegistered(fixture));
            assertTrue(
                    warnings(runner).stream().anyMatch(text -> text.contains("was not registered any more")),
                    warnings(runner)::toString);
        }
    }

    @Test
    @Tag("long")
    void theConsumerStaysWhileAnotherWorkerLivesAndGoesWithTheLastProcessor() {
        try (ConsumerFixture fixture = new ConsumerFixture(4);
                FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
                FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            final Gate gate = Gate.naming(PolicyPage.fanOut(LocalAws.REGION.id(), fixture.stream, fixture.application))
                    .guard(kinesis)
                    .guard(dynamoDb);
            final TestRunner one = fanOut(fixture.runner());
            final TestRunner two = fanOut(fixture.runner());
            for (final TestRunner runner : List.of(one, two)) {
                runner.setProperty(AwsProperties.KINESIS_ENDPOINT, kinesis.uri().toString());
                runner.setProperty(
                        AwsProperties.DYNAMODB_ENDPOINT, dynamoDb.uri().toString());
            }
            fixture.put(0, 500);
            ConsumerFixture.schedule(one);
            ConsumerFixture.schedule(two);
            final Set<Integer> seen = new TreeSet<>();
            awaitBoth(one, two, seen, 500);
            await("both read")
                    .atMost(PATIENCE)
                    .until(() -> fixture.leaseOwners().size() == 2);
            fixture.put(500, 1_500);
            awaitBoth(one, two, seen, 1_500);
            assertEquals(Set.copyOf(ConsumerFixture.range(0, 1_500)), seen);
            ConsumerFixture.unschedule(one);
            remove(one);
            await("it says that it stays").atMost(PATIENCE).until(() -> infos(one)
                    .anyMatch(text -> text.contains("stays registered")));
            assertTrue(isRegistered(fixture));
            fixture.put(1_500, 2_000);
            awaitBoth(one, two, seen, 2_000);
            ConsumerFixture.unschedule(two);
            assertTrue(isRegistered(fixture));
            remove(two);
            await("it goes").atMost(PATIENCE).until(() -> !isRegistered(fixture));
            await("it says so").atMost(PATIENCE).until(() -> infos(two)
                    .anyMatch(text -> text.contains("was deregistered")));
            assertEquals(Set.of(), gate.refused());
            final Set<String> actions =
                    gate.seen().keySet().stream().map(AwsCall::action).collect(Collectors.toSet());
            assertTrue(
                    actions.containsAll(Set.of(
                            "kinesis:RegisterStreamConsumer",
                            "kinesis:DescribeStreamConsumer",
                            "kinesis:SubscribeToShard",
                            "kinesis:DeregisterStreamConsumer")),
                    actions::toString);
            assertFalse(actions.contains("kinesis:GetRecords"), actions::toString);
        }
    }

    /** Another program may have registered it. */
    @Test
    void aConsumerOfWhichNoStateTableTellsStays() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.kinesis.registerStreamConsumer(
                    request -> request.streamARN(streamArn(fixture)).consumerName(fixture.application));
            final TestRunner runner = fanOut(fixture.runner());
            remove(runner);
            await("it says so").atMost(PATIENCE).until(() -> infos(runner)
                    .anyMatch(text -> text.contains("stays registered, because there is no state table")));
            assertTrue(isRegistered(fixture));
        }
    }

    @Test
    @Tag("long")
    void whatIsInTheWayOfTheRemovalIsToldWithTheCommandForLater() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            fixture.put(0, 10);
            final TestRunner runner = fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, proxy.uri().toString());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            ConsumerFixture.unschedule(runner);
            proxy.on(
                    "DeregisterStreamConsumer",
                    new Fault.Refusal(400, "AccessDeniedException", "is not authorized to perform"));
            remove(runner);
            await("it says so").atMost(PATIENCE).until(() -> !warnings(runner).isEmpty());
            final String said = warnings(runner).getFirst();
            assertTrue(
                    said.contains("The fan-out consumer " + fixture.application + " could not be deregistered"), said);
            assertTrue(said.contains("AWS denies kinesis:DeregisterStreamConsumer on "), said);
            assertTrue(said.contains("aws kinesis deregister-stream-consumer "), said);
            assertTrue(said.endsWith(" --consumer-name " + fixture.application), said);
            assertTrue(isRegistered(fixture));
            proxy.clear();
            remove(runner);
            await("it goes").atMost(PATIENCE).until(() -> !isRegistered(fixture));
        }
    }

    @Test
    @Tag("long")
    void whatIsInTheWayOfAStartIsToldAndReadingBeginsWhenItIsGone() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            fixture.put(0, 100);
            final TestRunner runner = fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, proxy.uri().toString());
            final Fault denied = new Fault.Refusal(400, "AccessDeniedException", "is not authorized to perform");
            final String stream = ":stream/" + fixture.stream;
            final String consumer = stream + "/consumer/" + fixture.application + ":*";
            proxy.on("DescribeStreamConsumer", denied);
            ConsumerFixture.schedule(runner);
            awaitDenied(runner, "DescribeStreamConsumer", consumer);
            proxy.on("RegisterStreamConsumer", denied);
            proxy.on("DescribeStreamConsumer", new Fault.Delay(Duration.ZERO));
            awaitDenied(runner, "RegisterStreamConsumer", stream + ":");
            proxy.on(
                    "RegisterStreamConsumer",
                    new Fault.Refusal(400, "LimitExceededException", "Consumer count exceeded for stream"));
            proxy.on("SubscribeToShard", denied);
            assertTrue(ConsumerFixture.awaitError(runner, "takes no further consumer")
                    .contains("aws kinesis list-stream-consumers"));
            proxy.on("RegisterStreamConsumer", new Fault.Delay(Duration.ZERO));
            awaitDenied(runner, "SubscribeToShard", consumer);
            proxy.clear();
            assertEquals(ConsumerFixture.range(0, 100), ConsumerFixture.numbers(fixture.awaitRecords(runner, 100)));
            proxy.on("SubscribeToShard", new Fault.Silence());
            final long begun = System.nanoTime();
            ConsumerFixture.unschedule(runner);
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(10)) < 0);
        }
    }

    /** Longer than the minute after which the client library restarts a shard, and than the silence that ends a connection. */
    @Test
    @Tag("long")
    void aFullBufferIsNoReasonForAWarningOfTheLibraryAndLosesNothing() {
        final Logger library = (Logger) LoggerFactory.getLogger("software.amazon.kinesis");
        final ListAppender<ILoggingEvent> told = new ListAppender<>();
        final Level before = library.getLevel();
        library.setLevel(Level.WARN);
        library.addAppender(told);
        told.start();
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 60_000);
            final TestRunner runner = fanOut(fixture.runner());
            runner.setProperty(ConsumerProperties.MAX_BUFFER_SIZE, "16 MB");
            ConsumerFixture.schedule(runner);
            await().atMost(PATIENCE).until(() -> infos(runner).anyMatch(text -> text.contains("First record")));
            told.list.clear();
            final long until = System.nanoTime() + BLOCKED.toNanos();
            await().atMost(BLOCKED.plusSeconds(30)).until(() -> System.nanoTime() - until > 0);
            assertEquals(
                    List.of(),
                    told.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
            assertEquals(
                    ConsumerFixture.range(0, 60_000), ConsumerFixture.numbers(fixture.awaitRecords(runner, 60_000)));
            assertEquals(List.of(), runner.getLogger().getErrorMessages());
            ConsumerFixture.unschedule(runner);
        } finally {
            library.detachAppender(told);
            library.setLevel(before);
        }
    }

    private static void awaitDenied(final TestRunner runner, final String action, final String resource) {
        final String said = ConsumerFixture.awaitError(runner, "AWS denies kinesis:" + action + " on ");
        assertTrue(said.contains(resource), said);
    }

    private static void awaitBoth(
            final TestRunner one, final TestRunner two, final Set<Integer> seen, final int count) {
        await("records").atMost(PATIENCE).until(() -> {
            for (final TestRunner runner : List.of(one, two)) {
                runner.run(1, false, false);
                seen.addAll(distinct(runner));
            }
            return seen.size() >= count;
        });
    }

    static Set<Integer> distinct(final TestRunner runner) {
        return new TreeSet<>(ConsumerFixture.numbers(ConsumerFixture.records(runner)));
    }

    private static Map<String, ConfigVerificationResult> verify(final TestRunner runner) {
        return ((ConsumeKinesisStream) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of()).stream()
                        .collect(Collectors.toMap(
                                ConfigVerificationResult::getVerificationStepName, Function.identity()));
    }

    private static void remove(final TestRunner runner) {
        ((ConsumeKinesisStream) runner.getProcessor()).removed(runner.getProcessContext());
    }

    private static Stream<String> infos(final TestRunner runner) {
        return runner.getLogger().getInfoMessages().stream().map(LogMessage::getMsg);
    }

    static List<String> warnings(final TestRunner runner) {
        return Stream.concat(
                        runner.getLogger().getWarnMessages().stream(), runner.getLogger().getErrorMessages().stream())
                .map(LogMessage::getMsg)
                .toList();
    }

    private static boolean isRegistered(final ConsumerFixture fixture) {
        try {
            return consumer(fixture) != null;
        } catch (final ResourceNotFoundException e) {
            return false;
        }
    }

    static TestRunner fanOut(final TestRunner runner) {
        runner.setProperty(ConsumerProperties.CONSUMER_TYPE, ConsumerType.ENHANCED_FAN_OUT);
        return runner;
    }

    private static ConsumerDescription consumer(final ConsumerFixture fixture) {
        return fixture.kinesis
                .describeStreamConsumer(
                        request -> request.streamARN(streamArn(fixture)).consumerName(fixture.application))
                .consumerDescription();
    }

    private static String streamArn(final ConsumerFixture fixture) {
        return fixture.kinesis
                .describeStreamSummary(request -> request.streamName(fixture.stream))
                .streamDescriptionSummary()
                .streamARN();
    }

    /** Of each shard the sequence numbers only rise. */
    static void assertInOrder(final List<JsonNode> records) {
        final Map<String, BigInteger> last = new HashMap<>();
        for (final JsonNode record : records) {
            final BigInteger number =
                    new BigInteger(record.at("/kinesisMetadata/sequenceNumber").asText());
            final BigInteger before =
                    last.put(record.at("/kinesisMetadata/shardId").asText(), number);
            assertTrue(before == null || before.compareTo(number) < 0, record::toString);
        }
    }
}
