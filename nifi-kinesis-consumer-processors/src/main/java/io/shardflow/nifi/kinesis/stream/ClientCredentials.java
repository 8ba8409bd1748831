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

import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.status.CredentialsUnavailableException;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.profiles.ProfileFileSupplier;

/**
 * The credentials of the clients of one run, asked for with each call, so that renewed ones are used from then on. That there
 * are none is told from what AWS says of a call.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class ClientCredentials implements AwsCredentialsProvider, AutoCloseable {

    private final Supplier<AwsCredentials> source;
    private final Runnable end;

    private ClientCredentials(final Supplier<AwsCredentials> source, final Runnable end) {
        this.source = source;
        this.end = end;
    }

    static ClientCredentials of(final CredentialsSource source) {
        return switch (source) {
            case CredentialsSource.DefaultChain none -> {
                // without a supplier the chain would keep what was in the profile files when it read them first
                final DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder()
                        .profileFile(ProfileFileSupplier.defaultSupplier())
                        .build();
                yield new ClientCredentials(chain::resolveCredentials, chain::close);
            }
            case CredentialsSource.AccessKey key -> {
                final AwsCredentials credentials = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
                yield new ClientCredentials(() -> credentials, () -> {});
            }
            // others may use the service's provider too, so it is not ended here
            case CredentialsSource.Service service ->
                new ClientCredentials(() -> service.provider().resolveCredentials(), () -> {});
        };
    }

    /** @throws CredentialsUnavailableException if there are none */
    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source.get();
        } catch (final AbortedException e) {
            throw e;
        } catch (final RuntimeException e) {
            throw new CredentialsUnavailableException(e);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
