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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class CredentialsStepTest {

    @Test
    void saysWhatKindTheyAreAndNothingOfThemselves() {
        assertEquals(
                "Credentials SUCCESSFUL Access Key gives long-lived credentials.",
                told(new CredentialsSource.AccessKey("the-id", "the-secret")));
        final String temporary = told(service(() -> AwsSessionCredentials.builder()
                .accessKeyId("the-id")
                .secretAccessKey("the-secret")
                .sessionToken("the-token")
                .expirationTime(Instant.parse("2026-11-26T12:00:00Z"))
                .build()));
        assertEquals(
                "Credentials SUCCESSFUL AWS Credentials Provider Service gives temporary credentials, valid until"
                        + " 2026-11-26T12:00:00Z.",
                temporary);
        assertFalse(temporary.contains("the-"), temporary);
    }

    @Test
    void thatThereAreNoneIsToldWithTheReasonAndWhereTheyShouldComeFrom() {
        final String told = told(service(() -> {
            throw new IllegalStateException("the role nifi-reader does not exist");
        }));
        assertTrue(
                told.startsWith("Credentials FAILED There are no AWS credentials: the role nifi-reader does not exist."
                        + " Authentication Strategy is AWS Credentials Provider Service"),
                told);
    }

    @Test
    void aSourceThatHangsIsNotWaitedFor() {
        final CountDownLatch interrupted = new CountDownLatch(1);
        final String told = told(service(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (final InterruptedException e) {
                interrupted.countDown();
            }
            throw new IllegalStateException("gave up");
        }));
        assertTrue(told.startsWith("Credentials FAILED There are no AWS credentials: no answer within 1 s."), told);
        assertTrue(awaited(interrupted), "the thread that asks is told to end");
    }

    private static boolean awaited(final CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Given extends AbstractControllerService implements AwsCredentialsProviderService {
        private final AwsCredentialsProvider provider;

        private Given(final AwsCredentialsProvider provider) {
            this.provider = provider;
        }

        @Override
        public AwsCredentialsProvider getAwsCredentialsProvider() {
            return provider;
        }
    }

    private static CredentialsSource service(final AwsCredentialsProvider provider) {
        return new CredentialsSource.Service(new Given(provider));
    }

    private static String told(final CredentialsSource source) {
        final AwsAccess access = new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                "us-east-1",
                source,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        final Findings findings = new Findings();
        try (AwsClients clients = new AwsClients(access, new ConsumerStatus(System::nanoTime))) {
            CredentialsStep.run(clients, access, Duration.ofSeconds(1), findings);
        }
        return Told.by(findings).getFirst();
    }
}
