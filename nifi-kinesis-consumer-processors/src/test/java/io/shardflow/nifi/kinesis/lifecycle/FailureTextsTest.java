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

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.CredentialsUnavailableException;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Failure.Kind;
import io.shardflow.nifi.kinesis.status.Notice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.nifi.proxy.ProxyConfiguration;
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

    private AwsAccess settings = StatePreparationTest.access(new CredentialsSource.AccessKey("AKIDEXAMPLE", "secret"));

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
    }

    @Test
    void thatThereAreNoCredentialsIsToldWithTheCauseAndWhereTheyWereToComeFrom() {
        settings = StatePreparationTest.access(new CredentialsSource.DefaultChain());
        assertSays(
                READ,
                none(
                        SdkClientException.create(
                                "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(")),
                Kind.NO_CREDENTIALS,
                "There are no AWS credentials: the default credentials chain found none.",
                "Authentication Strategy is Default Credentials Chain",
                "environment variables");
        settings = StatePreparationTest.access(new CredentialsSource.Service(null));
        final String denied =
                "User: arn:aws:iam::123456789012:user/nifi is not authorized to perform: sts:AssumeRole on"
                        + " resource: arn:aws:iam::210987654321:role/reader";
        assertSays(
                SCAN,
                none(service("AccessDenied", denied)),
                Kind.NO_CREDENTIALS,
                "There are no AWS credentials: " + denied + " (AccessDenied).",
                "Authentication Strategy is AWS Credentials Provider Service",
                "that controller service");
        assertSays(
                SCAN,
                none(new IllegalStateException("the file /etc/nifi/aws.properties cannot be read. Try again")),
                Kind.NO_CREDENTIALS,
                "There are no AWS credentials: the file /etc/nifi/aws.properties cannot be read.");
    }

    @Test
    void aProxyIsNamedAsOneOfTheCausesWhyAServiceCannotBeReached() {
        final ProxyConfiguration proxy = new ProxyConfiguration();
        proxy.setProxyType(Proxy.Type.HTTP);
        proxy.setProxyServerHost("proxy.example");
        proxy.setProxyServerPort(3128);
        proxy.setProxyUserName("nifi");
        proxy.setProxyUserPassword("pass-word");
        settings = new AwsAccess(
                settings.stream(),
                settings.application(),
                settings.region(),
                settings.credentials(),
                Optional.of(proxy),
                Optional.empty(),
                Optional.empty());
        assertSays(
                SCAN,
                wrapped(new ConnectException("Connection refused")),
                Kind.UNREACHABLE,
                "the proxy proxy.example:3128 of Proxy Configuration Service, its login included");
        assertFalse(text(SCAN, wrapped(new ConnectException("no"))).contains("pass-word"));
        assertFalse(settings.toString().contains("pass-word"), settings::toString);
        assertFalse(settings.toString().contains("secret"), settings::toString);
        assertFalse(settings.toString().contains("AKIDEXAMPLE"), settings::toString);
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
                new Call(Call.KINESIS, "SubscribeToShard", "shardId-000000000000"),
                service("LimitExceededException", "Rate exceeded for consumer."),
                Kind.THROTTLED,
                "Kinesis SubscribeToShard on shardId-000000000000 of stream \"orders\"",
                "one subscription a second");
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

    private static RuntimeException none(final RuntimeException cause) {
        return new CredentialsUnavailableException(cause);
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
