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
package io.shardflow.nifi.kinesis.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a small service that answers as the Security Token Service's API reference shows (GetCallerIdentity, common errors). */
class CallerStepTest {

    /** The SDK's setting of an endpoint for every client that has none of its own. */
    private static final String ENDPOINT = "aws.endpointUrl";

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer sts;
    private volatile int status = 200;
    private volatile String answer;

    @BeforeEach
    void serve() throws IOException {
        sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.setExecutor(task -> Thread.ofVirtual().start(task));
        sts.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (answer == null) {
                awaitEnd();
            } else {
                final byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        sts.start();
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + sts.getAddress().getPort());
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void end() {
        System.clearProperty(ENDPOINT);
        end.countDown();
        sts.stop(0);
    }

    @Test
    void namesTheUserOrRole() {
        answer = """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <GetCallerIdentityResult>
                    <Arn>arn:aws:sts::123456789012:assumed-role/nifi/session</Arn>
                    <UserId>AROA:session</UserId>
                    <Account>123456789012</Account>
                  </GetCallerIdentityResult>
                </GetCallerIdentityResponse>""";
        assertEquals(
                "Caller SUCCESSFUL The credentials are those of arn:aws:sts::123456789012:assumed-role/nifi/session.",
                told(Optional.empty()));
    }

    @Test
    void credentialsThatAwsDoesNotKnowAreAFault() {
        status = 403;
        answer = error("InvalidClientTokenId", "The security token included in the request is invalid.");
        final String told = told(Optional.empty());
        assertTrue(told.startsWith("Caller FAILED AWS does not accept the credentials"), told);
        assertTrue(told.contains("correct Access Key ID and Secret Access Key"), told);
    }

    @Test
    void thatStsIsOutOfReachIsNone() {
        final String told = told(Optional.empty(), Duration.ofMillis(300));
        assertTrue(told.startsWith("Caller SKIPPED Whose credentials these are could not be asked"), told);
        status = 403;
        answer = error("AccessDenied", "denied by a service control policy");
        assertTrue(told(Optional.empty()).startsWith("Caller SKIPPED"), told);
        assertEquals(2, calls.get(), "each time it is asked once");
    }

    @Test
    void credentialsForAnAddressThatIsNotOfAwsAreNotSentToAws() {
        answer = "";
        assertTrue(told(Optional.of(URI.create("http://127.0.0.1:4567"))).startsWith("Caller SKIPPED Not asked"));
        assertEquals(0, calls.get());
        told(Optional.of(URI.create("https://vpce-1.kinesis.us-east-1.vpce.amazonaws.com")));
        assertEquals(1, calls.get());
    }

    private static String error(final String code, final String message) {
        return """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
                </ErrorResponse>""".formatted(code, message);
    }

    private String told(final Optional<URI> kinesis) {
        return told(kinesis, Duration.ofSeconds(20));
    }

    private static String told(final Optional<URI> kinesis, final Duration timeout) {
        final AwsAccess access = new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                "us-east-1",
                new CredentialsSource.AccessKey("id", "secret"),
                Optional.empty(),
                kinesis,
                Optional.empty());
        final Findings findings = new Findings();
        try (AwsClients clients = new AwsClients(access, new ConsumerStatus(System::nanoTime))) {
            CallerStep.run(clients, access, timeout, findings);
        }
        return Told.by(findings).getFirst();
    }
}
