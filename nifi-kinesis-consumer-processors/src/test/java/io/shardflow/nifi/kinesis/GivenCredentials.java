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

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A service behind the interface of NiFi's AWSCredentialsProviderControllerService, which cannot be had from Maven. Like that
 * one it makes a provider each time it is asked for one; its providers give what is current.
 */
public final class GivenCredentials extends AbstractControllerService implements AwsCredentialsProviderService {

    public final AtomicInteger providers = new AtomicInteger();
    private volatile AwsCredentials current;
    private volatile RuntimeException failure = new IllegalStateException("none were given");

    /** What every provider of this service gives from now on. */
    public void give(final AwsCredentials credentials) {
        current = credentials;
        failure = null;
    }

    /** From now on there are none. */
    public void fail(final RuntimeException with) {
        failure = with;
    }

    @Override
    public AwsCredentialsProvider getAwsCredentialsProvider() {
        providers.incrementAndGet();
        return () -> {
            final RuntimeException none = failure;
            if (none != null) {
                throw none;
            }
            return current;
        };
    }
}
