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

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import java.net.URI;
import java.util.Optional;
import org.apache.nifi.proxy.ProxyConfiguration;

/** Access to a Kinesis and a DynamoDB of tests, with the keys of the local stack. */
final class LocalAccess {

    private LocalAccess() {}

    /** Both at one address. */
    static AwsAccess at(final URI endpoint) {
        return at(endpoint, Optional.empty());
    }

    static AwsAccess at(final URI endpoint, final Optional<ProxyConfiguration> proxy) {
        return new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                LocalAws.REGION.id(),
                new CredentialsSource.AccessKey(LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY),
                proxy,
                Optional.of(endpoint),
                Optional.of(endpoint));
    }
}
