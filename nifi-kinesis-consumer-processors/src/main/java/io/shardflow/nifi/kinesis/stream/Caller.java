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

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/** Whose credentials the clients have, as AWS's Security Token Service tells everybody, without a permission. */
public final class Caller {

    private Caller() {}

    /**
     * The user or role, by its ARN. Asked once, without repetition.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException what the call failed with
     */
    public static String arn(final AwsClients clients, final String region, final Duration timeout) {
        try (StsAsyncClient sts = StsAsyncClient.builder()
                .region(Region.of(region))
                .credentialsProvider(clients.credentials())
                .httpClient(clients.http())
                .overrideConfiguration(
                        limits -> limits.apiCallTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            return AwsCalls.get(sts.getCallerIdentity(), timeout).arn();
        }
    }
}
