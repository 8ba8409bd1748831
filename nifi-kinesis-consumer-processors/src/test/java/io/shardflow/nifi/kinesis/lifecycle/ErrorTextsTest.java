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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class ErrorTextsTest {

    private final ConsumerSettings settings = StatePreparationTest.settings(InitialStreamPosition.TRIM_HORIZON);

    @Test
    void eachKnownFailureNamesSettingAndRemedy() {
        assertSays(ResourceNotFoundException.builder().message("x").build(), "Stream Name", "eu-central-1", "Correct");
        assertSays(
                service("AccessDeniedException", "User: u is not authorized to perform: dynamodb:CreateTable"),
                "dynamodb:CreateTable",
                "IAM policy",
                "Application Name \"app\"");
        assertSays(
                service("AccessDeniedException", "dynamodb:DescribeTable on resource: table/app-CoordinatorState"),
                "must also allow DescribeTable on app-CoordinatorState and app-WorkerMetricStats",
                "older client libraries");
        assertSays(new NotReadyException("The table is not ready."), "The table is not ready.");
        assertSays(service("UnrecognizedClientException", "bad token"), "Authentication Strategy", "correct");
        assertSays(service("ExpiredTokenException", "expired"), "expired");
        assertSays(service("ThrottlingException", "slow down"), "throttles", "quota");
        assertSays(
                SdkClientException.create("wrapped", new UnknownHostException("kinesis.nowhere")),
                "kinesis.nowhere",
                "Region");
        assertSays(SdkClientException.create("wrapped", new ConnectException("refused")), "Endpoint Override URL");
        assertSays(
                SdkClientException.create("Unable to load credentials from any of the providers"),
                "Authentication Strategy");
    }

    @Test
    void anUnknownFailureIsNamedByItsClassAndMessage() {
        assertEquals("IllegalStateException: odd.", ErrorTexts.describe(new IllegalStateException("odd"), settings));
    }

    private void assertSays(final Throwable failure, final String... parts) {
        final String text = ErrorTexts.describe(failure, settings);
        for (final String part : parts) {
            assertTrue(text.contains(part), text);
        }
    }

    private static AwsServiceException service(final String code, final String message) {
        return DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
