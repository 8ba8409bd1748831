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
package io.shardflow.nifi.kinesis.settings;

import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Where credentials come from. Their text forms hold nothing secret. */
public sealed interface CredentialsSource {

    /** The SDK's default chain. */
    record DefaultChain() implements CredentialsSource {}

    /** An access key. */
    record AccessKey(String accessKeyId, String secretAccessKey) implements CredentialsSource {

        @Override
        public String toString() {
            return "AccessKey[]";
        }
    }

    /**
     * A controller service of NiFi. It is asked for its provider once, when that is needed first: NiFi's own makes a new one
     * with connections of its own each time, which nobody closes. The provider is asked for credentials with each call to AWS.
     *
     * <p><b>Threading.</b> Any thread.
     */
    final class Service implements CredentialsSource {

        private final AwsCredentialsProviderService service;
        private AwsCredentialsProvider provider;

        public Service(final AwsCredentialsProviderService service) {
            this.service = service;
        }

        /** @throws RuntimeException what the service throws; it is asked again then */
        public synchronized AwsCredentialsProvider provider() {
            if (provider == null) {
                provider = service.getAwsCredentialsProvider();
            }
            return provider;
        }
    }
}
