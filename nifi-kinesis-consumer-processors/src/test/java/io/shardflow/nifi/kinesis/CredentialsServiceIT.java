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

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Credentials of a controller service that run out, are renewed or are not there for a while: each time one bulletin says so,
 * and reading goes on without a restart.
 *
 * <p>The service is one of our own behind the interface of NiFi's: AWSCredentialsProviderControllerService, whose NAR
 * (nifi-aws-nar) is not among the artifacts that Maven has, was not run. Proxies before Kinesis and DynamoDB refuse a session
 * token that has expired, as AWS does.
 */
@Tag("long")
class CredentialsServiceIT {

    private static final String SECRET = "not-to-be-seen";
    private static final Duration POLL = Duration.ofMillis(20);

    private final ConsumerFixture fixture = new ConsumerFixture(2);
    private final FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
    private final FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
    private final TestRunner runner = ConsumerFixture.runner(
            fixture.stream,
            fixture.application,
            kinesis.uri().toString(),
            dynamoDb.uri().toString());
    private final GivenCredentials service = new GivenCredentials();
    private volatile String validToken = "token-1";

    @BeforeEach
    void useTheService() throws InitializationException {
        for (final FaultProxy aws : List.of(kinesis, dynamoDb)) {
            aws.judge(call -> call.sessionToken().equals(validToken)
                    ? Optional.empty()
                    : Optional.of(new Fault.Refusal(
                            400, "ExpiredTokenException", "The security token included in the request is expired")));
        }
        runner.addControllerService("credentials", service);
        runner.enableControllerService(service);
        runner.setProperty(AwsProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.CREDENTIALS_PROVIDER_SERVICE);
        runner.setProperty(AwsProperties.CREDENTIALS_PROVIDER_SERVICE, "credentials");
        runner.removeProperty(AwsProperties.ACCESS_KEY_ID);
        runner.removeProperty(AwsProperties.SECRET_ACCESS_KEY);
    }

    @AfterEach
    void close() {
        ConsumerFixture.unschedule(runner);
        fixture.close();
        kinesis.close();
        dynamoDb.close();
    }

    @Test
    void readsOnByItselfWhenExpiredCredentialsAreRenewed() {
        service.give(session(validToken));
        ConsumerFixture.schedule(runner);
        fixture.put(0, 40);
        awaitAll(40);
        assertEquals(List.of(), bulletins());

        validToken = "token-2";
        fixture.put(40, 80);
        awaitBulletin("The security token included in the request is expired");
        final String expired = bulletins().getFirst();
        assertTrue(expired.contains("Authentication Strategy is AWS Credentials Provider Service"), expired);

        service.give(session(validToken));
        awaitAll(80);
        awaitBulletin("works again");
        assertNothingSecret();
        assertEquals(1, service.providers.get(), "one run, one provider");
    }

    @Test
    void startsByItselfWhenThereAreCredentialsAndSurvivesThatTheyAreGoneForAWhile() {
        service.fail(new IllegalStateException("the role nifi-reader does not exist"));
        ConsumerFixture.schedule(runner);
        fixture.put(0, 40);
        awaitBulletin("There are no AWS credentials: the role nifi-reader does not exist.");
        service.give(session(validToken));
        awaitAll(40);

        final int before = bulletins().size();
        service.fail(new IllegalStateException("the token file is empty"));
        fixture.put(40, 80);
        awaitBulletin("There are no AWS credentials: the token file is empty.");
        final String running = bulletins().get(before);
        assertTrue(running.contains("Kinesis GetRecords on"), running);
        service.give(session(validToken));
        awaitAll(80);
        awaitBulletin("works again");
        assertNothingSecret();
    }

    private static AwsSessionCredentials session(final String token) {
        return AwsSessionCredentials.create(LocalAws.ACCESS_KEY, SECRET, token);
    }

    private void awaitAll(final int records) {
        await().atMost(ConsumerFixture.PATIENCE).pollInterval(POLL).until(() -> {
            runner.run(1, false, false);
            return new HashSet<>(ConsumerFixture.numbers(ConsumerFixture.records(runner)))
                    .equals(Set.copyOf(ConsumerFixture.range(0, records)));
        });
    }

    private void awaitBulletin(final String part) {
        await().atMost(ConsumerFixture.PATIENCE).pollInterval(POLL).until(() -> {
            runner.run(1, false, false);
            return bulletins().stream().anyMatch(bulletin -> bulletin.contains(part));
        });
    }

    private List<String> bulletins() {
        return Stream.concat(
                        runner.getLogger().getErrorMessages().stream(), runner.getLogger().getWarnMessages().stream())
                .map(LogMessage::getMsg)
                .toList();
    }

    private void assertNothingSecret() {
        Stream.of(
                        runner.getLogger().getErrorMessages(),
                        runner.getLogger().getWarnMessages(),
                        runner.getLogger().getInfoMessages(),
                        runner.getLogger().getDebugMessages())
                .flatMap(List::stream)
                .map(message -> message.getMsg() + message.getThrowable())
                .forEach(text -> assertFalse(text.contains(SECRET) || text.contains("token-"), text));
    }
}
