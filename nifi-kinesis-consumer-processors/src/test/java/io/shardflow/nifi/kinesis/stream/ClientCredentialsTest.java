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
package io.shardflow.nifi.kinesis.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.GivenCredentials;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.status.CredentialsUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

class ClientCredentialsTest {

    private static final AwsCredentials FIRST = AwsBasicCredentials.create("first", "secret");
    private static final AwsCredentials SECOND = AwsBasicCredentials.create("second", "secret");

    @TempDir
    private Path folder;

    @Test
    void aServiceIsAskedForItsProviderOnceAndTheProviderWithEachCall() {
        final GivenCredentials service = new GivenCredentials();
        final CredentialsSource source = new CredentialsSource.Service(service);
        service.give(FIRST);
        try (ClientCredentials credentials = ClientCredentials.of(source)) {
            assertSame(FIRST, credentials.resolveCredentials());
            service.give(SECOND);
            assertSame(SECOND, credentials.resolveCredentials());
        }
        // the clients of the next attempt, after a failure
        try (ClientCredentials credentials = ClientCredentials.of(source)) {
            assertSame(SECOND, credentials.resolveCredentials());
        }
        assertEquals(1, service.providers.get());
    }

    @Test
    void thatAProviderHasNoneIsToldAndOverWhenItHas() {
        final GivenCredentials service = new GivenCredentials();
        final IllegalStateException none = new IllegalStateException("the role is gone");
        service.fail(none);
        try (ClientCredentials credentials = ClientCredentials.of(new CredentialsSource.Service(service))) {
            final CredentialsUnavailableException told =
                    assertThrows(CredentialsUnavailableException.class, credentials::resolveCredentials);
            assertSame(none, told.getCause());
            service.give(FIRST);
            assertSame(FIRST, credentials.resolveCredentials());
        }
    }

    @Test
    void aServiceThatCannotMakeAProviderIsAskedAgain() {
        final FailingOnce service = new FailingOnce();
        try (ClientCredentials credentials = ClientCredentials.of(new CredentialsSource.Service(service))) {
            assertThrows(CredentialsUnavailableException.class, credentials::resolveCredentials);
            assertSame(FIRST, credentials.resolveCredentials());
        }
    }

    @Test
    void theDefaultChainSeesThatAProfileFileWasReplaced() throws IOException {
        final Path file = folder.resolve("credentials");
        write(file, "first", Instant.now().minusSeconds(60));
        System.setProperty(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE.property(), file.toString());
        System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "true");
        try (ClientCredentials credentials = ClientCredentials.of(new CredentialsSource.DefaultChain())) {
            assertEquals("first", credentials.resolveCredentials().accessKeyId());
            write(file, "second", Instant.now());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> credentials.resolveCredentials().accessKeyId().equals("second"));
        } finally {
            System.clearProperty(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE.property());
            System.clearProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property());
        }
    }

    private static void write(final Path file, final String keyId, final Instant modified) throws IOException {
        Files.writeString(file, "[default]\naws_access_key_id = " + keyId + "\naws_secret_access_key = secret\n");
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static final class FailingOnce extends AbstractControllerService implements AwsCredentialsProviderService {

        private boolean failed;

        @Override
        public AwsCredentialsProvider getAwsCredentialsProvider() {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("not yet");
            }
            return () -> FIRST;
        }
    }
}
