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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.faults.ConnectProxy;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.nifi.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Controller services for credentials and for a proxy, in a real NiFi and in a NAR of their own, as NiFi's are.
 *
 * <p>They are probes behind the interfaces of NiFi's AWSCredentialsProviderControllerService and
 * StandardProxyConfigurationService: Maven has no NAR of those that fits the API of 2.6, so they were not run.
 */
@Tag("long")
@ExtendWith(Shardflow.class)
class AwsAccessIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private volatile String validToken = "token-1";

    @BeforeAll
    static void installProbes() throws IOException {
        Shardflow.installProbes();
    }

    @Test
    void temporaryCredentialsOfAServiceRunOutAreRenewedAndTheServiceIsSetToOthers() throws Exception {
        final Path first = Files.writeString(folder.resolve("first"), validToken);
        final Path second = Files.writeString(folder.resolve("second"), "token-3");
        final FlowWithService group = FlowWithService.upload("credentials", "FileCredentials");
        group.set(Map.of("File", first.toString()));
        try (FaultProxy kinesis = guarded(Part.KINESIS);
                FaultProxy dynamoDb = guarded(Part.DYNAMODB);
                Run run = Run.of("credentials-service", group.connector())) {
            group.connector()
                    .configure(
                            Connector.CONSUMER,
                            Map.of(
                                    "Authentication Strategy", "CREDENTIALS_PROVIDER_SERVICE",
                                    "AWS Credentials Provider Service",
                                            group.service().id(),
                                    "Kinesis Endpoint Override URL",
                                            kinesis.uri().toString(),
                                    "DynamoDB Endpoint Override URL",
                                            dynamoDb.uri().toString()));
            run.start();
            run.produce(200);
            run.awaitLanded(200);

            validToken = "token-2";
            run.produce(200);
            awaitBulletin(run, "The security token included in the request is expired");
            Files.writeString(first, validToken);
            run.awaitLanded(400);
            awaitBulletin(run, "works again");

            run.stop();
            group.set(Map.of("File", second.toString()));
            validToken = "token-3";
            run.start();
            run.produce(200);
            run.assertExact(600);
            assertThat(run.bulletins().toString()).doesNotContain("token-").doesNotContain("local-secret");
        }
    }

    @Test
    void theConsumerReachesAwsThroughAnHttpProxyAndIsNotValidWithASocksProxy() throws Exception {
        final FlowWithService group = FlowWithService.upload("proxy", "FixedProxy");
        try (ConnectProxy proxy = new ConnectProxy(
                        Map.of(
                                "kinesis.invalid", Shardflow.stack().endpoint(Part.KINESIS),
                                "dynamodb.invalid", Shardflow.stack().endpoint(Part.DYNAMODB)),
                        "nifi:nifi-password");
                Run run = Run.of("proxy-service", group.connector())) {
            group.connector()
                    .configure(
                            Connector.CONSUMER,
                            Map.of(
                                    "Proxy Configuration Service",
                                            group.service().id(),
                                    "Kinesis Endpoint Override URL", "http://kinesis.invalid:4567",
                                    "DynamoDB Endpoint Override URL", "http://dynamodb.invalid:8000"));
            group.set(Map.of("Type", "SOCKS", "Port", Integer.toString(proxy.port())));
            group.connector().enableServices();
            assertThat(consumer(group).errors()).singleElement().asString().contains("SOCKS", "set an HTTP proxy");

            group.set(Map.of("Type", "HTTP"));
            run.start();
            run.produce(200);
            run.assertExact(200);
            assertThat(proxy.reached()).isEqualTo(Set.of("dynamodb.invalid", "kinesis.invalid"));
        }
    }

    @Test
    void aKeyThatIsChangedInTheParametersIsUsedWithoutAnyoneStoppingTheConsumer() throws Exception {
        final Connector connector = Shardflow.connector();
        try (Run run = Run.of("access-key", connector)) {
            // of an account that has no such stream
            connector.set(Map.of("AWS Access Key ID", "999999999999"));
            run.start();
            awaitBulletin(run, "there is no stream \"access-key\"");
            run.produce(200);
            connector.set(Map.of("AWS Access Key ID", LocalAws.ACCESS_KEY));
            run.assertExact(200);
            assertThat(connector.parameters())
                    .as("sensitive parameters are not told")
                    .doesNotContainKeys("AWS Access Key ID", "AWS Secret Access Key");
        } finally {
            connector.set(Map.of("AWS Access Key ID", LocalAws.ACCESS_KEY));
        }
    }

    private static Component consumer(final FlowWithService group) {
        return group.connector().components().stream()
                .filter(component -> component.name().equals(Connector.CONSUMER))
                .findFirst()
                .orElseThrow();
    }

    /** Refuses, as AWS does, calls with a token that is not valid at the moment. */
    private FaultProxy guarded(final Part service) {
        final FaultProxy proxy = FaultProxy.before(Shardflow.stack().endpoint(service));
        proxy.judge(call -> call.sessionToken().equals(validToken)
                ? Optional.empty()
                : Optional.of(new Fault.Refusal(
                        400, "ExpiredTokenException", "The security token included in the request is expired")));
        return proxy;
    }

    private static void awaitBulletin(final Run run, final String part) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> run.bulletins().stream()
                .anyMatch(bulletin -> bulletin.message().contains(part)));
    }
}
