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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Failure.Kind;
import io.shardflow.nifi.kinesis.status.Notice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/**
 * AWS's texts are those of its documents: Kinesis API reference, "GetRecords" and "Common errors"; DynamoDB developer guide,
 * "Error handling with DynamoDB"; IAM user guide, "Troubleshoot access denied error messages"; the SDK's are as AWS SDK for
 * Java 2.33 makes them.
 */
class FailureTextsTest {

    private static final Call READ = new Call(Call.KINESIS, "GetRecords", "shardId-000000000000");
    private static final Call SCAN = new Call(Call.DYNAMODB, "Scan", "app");

    private final ConsumerSettings settings = StatePreparationTest.settings(InitialStreamPosition.TRIM_HORIZON);

    @Test
    void aMissingPermissionNamesTheActionAndThePolicy() {
        final String action =
                "User: arn:aws:iam::123456789012:user/nifi is not authorized to perform: kinesis:GetRecords on"
                        + " resource: arn:aws:kinesis:eu-central-1:123456789012:stream/orders because no identity-based policy allows"
                        + " the kinesis:GetRecords action";
        assertSays(
                READ,
                service("AccessDeniedException", action),
                Kind.DENIED,
                "Kinesis GetRecords",
                "shardId-000000000000",
                "stream \"orders\"",
                "AWS denies kinesis:GetRecords on arn:aws:kinesis:eu-central-1:123456789012:stream/orders: User",
                "IAM policy",
                "Stream Name \"orders\"");
    }

    @Test
    void whatDeniesIsToldHoweverLongTheNamesBeforeItAre() {
        final String denial =
                "with an explicit deny in a service control policy: arn:aws:organizations::123456789012:policy"
                        + "/o-abcdefghij/service_control_policy/p-abcdefgh";
        final String action = "User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_DataPlatformAdministrators"
                + "_0123456789abcdef/firstname.lastname@example.com is not authorized to perform: kinesis:GetRecords on"
                + " resource: arn:aws:kinesis:eu-central-1:123456789012:stream/orders-of-the-production-environment ";
        assertSays(READ, service("AccessDeniedException", action + denial), Kind.DENIED, denial);
    }

    @Test
    void eachTroubleWithTheKeyNamesKeyAndPermission() {
        for (final String code : List.of(
                "KMSAccessDeniedException",
                "KMSDisabledException",
                "KMSInvalidStateException",
                "KMSNotFoundException",
                "KMSOptInRequired")) {
            assertSays(
                    READ,
                    service(code, "The request was rejected because the specified key isn't enabled."),
                    Kind.KMS,
                    code,
                    "KMS key",
                    "kms:Decrypt");
        }
        assertSays(
                READ,
                service("KMSThrottlingException", "The request was denied due to request throttling."),
                Kind.THROTTLED,
                "quota of KMS");
    }

    @Test
    void credentialsNameTheSettingAndTheClock() {
        assertSays(
                SCAN,
                service("ExpiredTokenException", "The security token included in the request is expired"),
                Kind.EXPIRED,
                "Authentication Strategy",
                "clock");
        assertSays(
                SCAN,
                service("UnrecognizedClientException", "The security token included in the request is invalid."),
                Kind.CREDENTIALS,
                "Authentication Strategy",
                "Secret Access Key");
        assertSays(
                SCAN,
                SdkClientException.create("Unable to load credentials from any of the providers in the chain"),
                Kind.CREDENTIALS,
                "default credentials chain");
    }

    @Test
    void aWrongSignatureIsToldWithoutTheRequestThatAwsRepeatsInItsAnswer() {
        final String text = text(
                SCAN,
                service(
                        "InvalidSignatureException",
                        "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                                + " Access Key and signing method. Consult the service documentation for details.\n\nThe"
                                + " Canonical String for this request should have been\n'POST\n/\n\nx-amz-security-token:SECRET'"));
        assertTrue(text.contains("does not match the signature"), text);
        assertFalse(text.contains("SECRET"), text);
    }

    @Test
    void throttlingNamesTheQuotaAndWhatRaisesIt() {
        assertSays(
                READ,
                service(
                        "ProvisionedThroughputExceededException",
                        "Rate exceeded for shard shardId-000000000000 in stream orders under account 123456789012."),
                Kind.THROTTLED,
                "Rate exceeded",
                "other consumers",
                "add shards");
        assertSays(
                SCAN,
                service(
                        "ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your"
                                + " provisioning level with the UpdateTable API."),
                Kind.THROTTLED,
                "DynamoDB Scan",
                "table \"app\"",
                "on-demand");
        assertSays(
                new Call(Call.KINESIS, "DescribeStreamSummary", "orders"),
                service("LimitExceededException", "Rate exceeded for stream orders under account 123456789012."),
                Kind.THROTTLED,
                "Kinesis DescribeStreamSummary on stream \"orders\"",
                "this account");
        assertSays(
                SCAN,
                service("ThrottlingException", "Rate of requests exceeds the allowed throughput."),
                Kind.THROTTLED,
                "allowed throughput");
    }

    @Test
    void anAddressThatCannotBeReachedNamesTheOverrideAndTheNetwork() {
        assertSays(
                READ,
                wrapped(new ConnectException("Connection refused: localhost/127.0.0.1:4567")),
                Kind.UNREACHABLE,
                "Kinesis cannot be reached",
                "Connection refused",
                "Kinesis Endpoint Override URL",
                "proxy");
        assertSays(
                SCAN,
                wrapped(new UnknownHostException("dynamodb.nowhere.amazonaws.com")),
                Kind.UNREACHABLE,
                "dynamodb.nowhere.amazonaws.com cannot be resolved",
                "Region",
                "DynamoDB Endpoint Override URL",
                "DNS");
        assertSays(
                READ,
                wrapped(new IOException("The connection was closed during the request.")),
                Kind.UNREACHABLE,
                "connection was closed");
    }

    @Test
    void silenceNamesTheNetwork() {
        assertSays(READ, wrapped(new IOException("Read timed out")), Kind.NO_ANSWER, "does not answer", "firewalls");
        assertSays(
                SCAN,
                ApiCallTimeoutException.builder()
                        .message(
                                "Client execution did not complete before the specified timeout configuration: 10000 millis")
                        .build(),
                Kind.NO_ANSWER,
                "DynamoDB does not answer",
                "10000 millis");
        assertSays(SCAN, new CancellationException(), Kind.NO_ANSWER, "does not answer");
    }

    @Test
    void aFaultOfTheServiceIsNotTheOperators() {
        final RuntimeException fault = KinesisException.builder()
                .statusCode(500)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("InternalFailure")
                        .errorMessage("The request processing has failed because of an unknown error")
                        .build())
                .build();
        assertSays(READ, fault, Kind.SERVICE_FAULT, "fault of its own", "Health Dashboard");
    }

    @Test
    void manyShardsAreCountedAndFewAreNamed() {
        final Failure failure =
                Failure.of(service("AccessDeniedException", "no")).orElseThrow();
        final List<Call> calls = IntStream.range(0, 5)
                .mapToObj(n -> new Call(Call.KINESIS, "GetRecords", "shardId-" + n))
                .toList();
        assertTrue(notice(Notice.State.FAILS, calls, failure)
                .startsWith("Kinesis GetRecords on 5 of 16 shards of stream \"orders\": no success for 4 s."));
        assertTrue(notice(Notice.State.FAILS, calls.subList(0, 3), failure)
                .startsWith("Kinesis GetRecords on shardId-0, shardId-1 and shardId-2 of stream \"orders\""));
    }

    @Test
    void theEndSaysHowLongAgoItBegan() {
        final Failure failure = Failure.of(new IOException("reset")).orElseThrow();
        assertEquals(
                "Kinesis works again, 4 s after its first failure.",
                notice(Notice.State.WORKS_AGAIN, List.of(new Call(Call.KINESIS, "", "")), failure));
        assertEquals(
                "AWS works again, 4 s after its first failure.",
                notice(Notice.State.WORKS_AGAIN, List.of(new Call("", "", "")), failure));
    }

    private void assertSays(final Call call, final Throwable thrown, final Kind kind, final String... parts) {
        assertEquals(kind, Failure.of(thrown).orElseThrow().kind());
        final String text = text(call, thrown);
        for (final String part : parts) {
            assertTrue(text.contains(part), () -> part + " is missing in: " + text);
        }
    }

    private String text(final Call call, final Throwable thrown) {
        return notice(Notice.State.FAILS, List.of(call), Failure.of(thrown).orElseThrow());
    }

    private String notice(final Notice.State state, final List<Call> calls, final Failure failure) {
        return FailureTexts.notice(
                new Notice(state, calls, failure, Duration.ofSeconds(4)),
                16,
                new Permissions(settings, Optional.empty()),
                settings);
    }

    private static RuntimeException wrapped(final IOException cause) {
        return SdkClientException.create("Unable to execute HTTP request: " + cause.getMessage(), cause);
    }

    private static AwsServiceException service(final String code, final String message) {
        return KinesisException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
