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

import io.shardflow.nifi.kinesis.lifecycle.ErrorTexts;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.CredentialsUnavailableException;
import io.shardflow.nifi.kinesis.stream.AwsCalls;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** The step that looks for credentials. Where they are asked for over the network, that can hang, so it has its own thread. */
final class CredentialsStep {

    static final String CREDENTIALS = "Credentials";

    private CredentialsStep() {}

    /** @return whether there are any */
    static boolean run(
            final AwsClients clients, final AwsAccess settings, final Duration timeout, final Findings findings) {
        try {
            findings.good(CREDENTIALS, text(resolve(clients, timeout), settings.credentials()));
            return true;
        } catch (final RuntimeException e) {
            findings.bad(
                    CREDENTIALS, ErrorTexts.describe(e, new Call(Call.KINESIS, "", ""), Optional.empty(), settings));
            return false;
        }
    }

    private static AwsCredentials resolve(final AwsClients clients, final Duration timeout) {
        final CompletableFuture<AwsCredentials> found = new CompletableFuture<>();
        final Thread asking = Thread.ofPlatform()
                .daemon()
                .name("shardflow-credentials")
                .start(() -> {
                    try {
                        found.complete(clients.resolveCredentials());
                    } catch (final Throwable e) {
                        found.completeExceptionally(e);
                    }
                });
        try {
            return AwsCalls.get(found, timeout);
        } catch (final ApiCallTimeoutException e) {
            asking.interrupt();
            throw new CredentialsUnavailableException(e);
        }
    }

    /** Nothing of the credentials themselves. */
    static String text(final AwsCredentials credentials, final CredentialsSource source) {
        return "%s gives %s credentials%s."
                .formatted(
                        strategy(source).getDisplayName(),
                        credentials instanceof AwsSessionCredentials ? "temporary" : "long-lived",
                        credentials
                                .expirationTime()
                                .map(time -> ", valid until " + time)
                                .orElse(""));
    }

    private static AuthenticationStrategy strategy(final CredentialsSource source) {
        return switch (source) {
            case CredentialsSource.DefaultChain chain -> AuthenticationStrategy.DEFAULT_CREDENTIALS;
            case CredentialsSource.AccessKey key -> AuthenticationStrategy.ACCESS_KEY;
            case CredentialsSource.Service service -> AuthenticationStrategy.CREDENTIALS_PROVIDER_SERVICE;
        };
    }
}
