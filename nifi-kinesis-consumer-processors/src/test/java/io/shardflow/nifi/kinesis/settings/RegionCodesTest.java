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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.aws.LocalAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.nifi.components.ValidationResult;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

class RegionCodesTest {

    @Test
    void everyRegionOfTheSdkIsPossible() {
        for (final Region region : Region.regions()) {
            assertTrue(region.isGlobalRegion() || RegionCodes.isPossible(region.id()), region.id());
        }
    }

    @Test
    void everyPartitionIsReached() {
        List.of("eu-central-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "eusc-de-east-1")
                .forEach(code -> assertTrue(RegionCodes.isPossible(code), code));
    }

    @Test
    void aRegionYoungerThanTheSdkIsPossible() {
        assertFalse(Region.regions().contains(Region.of("eu-west-9")));
        assertTrue(RegionCodes.isPossible("eu-west-9"));
    }

    @Test
    void whatHasTheFormOfNoPartitionIsRefusedWithTheNearestKnown() {
        assertRefused("eucentral-1", "eu-central-1");
        assertRefused("EU-WEST-1", "eu-west-1");
        assertRefused("eusc_de-east-1", "eusc-de-east-1");
        assertRefused("us_east_1", "us-east-1");
        assertFalse(RegionCodes.isPossible("aws-global"));
        assertFalse(RegionCodes.isPossible(""));
    }

    @Test
    void theServicesHaveAnAddressInTheEuropeanSovereignCloud() {
        final List<String> hosts = new ArrayList<>();
        final ExecutionInterceptor noNetwork = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(
                    final Context.BeforeTransmission context, final ExecutionAttributes attributes) {
                hosts.add(context.httpRequest().host());
                throw new IllegalStateException("the host is known");
            }
        };
        try (KinesisAsyncClient kinesis =
                        sovereign(KinesisAsyncClient.builder(), noNetwork).build();
                DynamoDbAsyncClient dynamoDb =
                        sovereign(DynamoDbAsyncClient.builder(), noNetwork).build()) {
            kinesis.listStreams().handle((answer, failure) -> null).join();
            dynamoDb.listTables().handle((answer, failure) -> null).join();
        }
        assertEquals(
                Set.of("kinesis.eusc-de-east-1.amazonaws.eu", "dynamodb.eusc-de-east-1.amazonaws.eu"),
                Set.copyOf(hosts));
    }

    private static <B extends AwsClientBuilder<B, C>, C> B sovereign(
            final B client, final ExecutionInterceptor interceptor) {
        return client.region(Region.of("eusc-de-east-1"))
                .credentialsProvider(LocalAws.credentials())
                .overrideConfiguration(override -> override.addExecutionInterceptor(interceptor));
    }

    private static void assertRefused(final String code, final String nearest) {
        final ValidationResult result = PropertyFormats.REGION_CODE.validate("Region", code, null);
        assertFalse(result.isValid());
        assertTrue(result.getExplanation().contains(nearest), result.getExplanation());
    }
}
