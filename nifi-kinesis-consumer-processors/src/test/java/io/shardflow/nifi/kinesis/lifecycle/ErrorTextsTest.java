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

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.CredentialsUnavailableException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class ErrorTextsTest {

    private final AwsAccess settings = StatePreparationTest.access(new CredentialsSource.DefaultChain());
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);

    @Test
    void eachKnownFailureNamesSettingAndRemedy() {
        assertSays(ResourceNotFoundException.builder().message("x").build(), "Stream Name", "eu-central-1", "Correct");
        assertSays(
                service("AccessDeniedException", "User: u is not authorized to perform: dynamodb:CreateTable"),
                "dynamodb:CreateTable",
                "IAM policy",
                "Application Name \"app\"");
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
                new CredentialsUnavailableException(
                        SdkClientException.create("Unable to load credentials from any of the providers")),
                "There are no AWS credentials",
                "Authentication Strategy");
    }

    @Test
    void aDenialThatTheStatusHasSeenNamesActionAndTable() {
        final RuntimeException denied = service("AccessDeniedException", "no");
        status.streamIs("arn:aws:kinesis:eu-central-1:123456789012:stream/orders");
        status.failed(new Call(Call.DYNAMODB, "CreateTable", "app"), denied);
        status.failed(new Call(Call.DYNAMODB, "Scan", "app"), service("ThrottlingException", "slow down"));
        final String text = ErrorTexts.describe(denied, status, settings);
        assertTrue(
                text.startsWith("AWS denies dynamodb:CreateTable on"
                        + " arn:aws:dynamodb:eu-central-1:123456789012:table/app: no (AccessDeniedException)."),
                text);
    }

    @Test
    void anUnknownFailureIsNamedByItsClassAndMessage() {
        assertEquals(
                "IllegalStateException: odd.", ErrorTexts.describe(new IllegalStateException("odd"), status, settings));
    }

    private void assertSays(final Throwable failure, final String... parts) {
        final String text = ErrorTexts.describe(failure, status, settings);
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
