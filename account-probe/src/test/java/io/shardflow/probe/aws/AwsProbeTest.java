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
package io.shardflow.probe.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Answer.Verdict;
import io.shardflow.probe.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

class AwsProbeTest {

    private static final String NOBODY = "http://127.0.0.1:1";

    @BeforeEach
    void haveCredentials() {
        System.setProperty("aws.accessKeyId", LocalAws.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalAws.SECRET_KEY);
    }

    @AfterEach
    void haveNone() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aRightOnTheStreamThatIsMissingIsToldApartFromOneOnTheProbesTable() {
        final AwsErrorDetails denied =
                AwsErrorDetails.builder().errorCode("AccessDeniedException").build();
        assertThat(AwsProbe.failure(KinesisException.builder()
                                .awsErrorDetails(denied)
                                .statusCode(400)
                                .build())
                        .verdict())
                .isEqualTo(Verdict.NOT_ALLOWED);
        assertThat(AwsProbe.failure(DynamoDbException.builder()
                                .awsErrorDetails(denied)
                                .statusCode(400)
                                .build())
                        .verdict())
                .isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void whatNobodyHasThoughtOfDiffersAndIsNamedWithoutTheAccount() {
        final Answer answer = AwsProbe.failure(
                new IllegalStateException(
                        "no shard shardId-000000000001 of 123456789012 in arn:aws:kinesis:eu-central-1:123456789012:stream/orders"));
        assertThat(answer.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(answer.seen())
                .contains("java.lang.IllegalStateException", "shardId-000000000001")
                .doesNotContain("123456789012", "orders");
        assertThat(AwsProbe.failure(new NullPointerException()).seen()).endsWith("NullPointerException");
    }

    @Test
    void whatWasThrottledOrNotAnsweredSaysNothing() {
        assertThat(AwsProbe.failure(ProvisionedThroughputExceededException.builder()
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("ProvisionedThroughputExceededException")
                                        .build())
                                .statusCode(400)
                                .build())
                        .verdict())
                .isEqualTo(Verdict.NOT_CHECKED);
        assertThat(AwsProbe.failure(ApiCallTimeoutException.create(1)).verdict())
                .isEqualTo(Verdict.NOT_CHECKED);
        assertThat(AwsProbe.failure(new InterruptedException()).verdict()).isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void whereKinesisCannotBeReachedNothingIsProbedAndTheCauseIsTold() {
        final ByteArrayOutputStream progress = new ByteArrayOutputStream();
        final Optional<String> nobody = Optional.of(NOBODY);
        try (AwsProbe probe = new AwsProbe(
                new AwsProbe.Settings("orders", "eu-central-1", Optional.empty(), nobody, nobody, false),
                Duration.ofMinutes(1),
                new PrintStream(progress))) {
            assertThatThrownBy(() -> probe.run(Set.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("Kinesis cannot be reached", "eu-central-1", "Kinesis Endpoint");
        }
        assertThat(progress.toString()).isEmpty();
    }

    /** As where the policy names the connector's table alone. */
    @Test
    void ofARefusalTheReportHasNeitherAccountNorUserAndNoTableIsLeftBehind() throws IOException {
        try (FaultProxy aws = FaultProxy.before(URI.create(NOBODY))) {
            aws.on(
                    FaultProxy.EVERY,
                    new Fault.Refusal(
                            400,
                            "AccessDeniedException",
                            "User: arn:aws:iam::123456789012:user/anna is not authorized to perform this on resource:"
                                    + " arn:aws:dynamodb:eu-central-1:123456789012:table/SHARDFLOW_PROBE_1"));
            final Report report = run(aws.uri().toString(), Set.of("table-with-index", "lease-once"));
            assertThat(report.markdown()).doesNotContain("123456789012", "anna");
            assertThat(report.facts()).containsEntry("left behind", "nothing");
            assertThat(report.findings())
                    .extracting(finding -> finding.answer().verdict())
                    .containsOnly(Verdict.NOT_CHECKED);
        }
    }

    @Test
    void whereTheTableIsNotMadeNothingIsSaidOfIt() throws IOException {
        try (FaultProxy aws = FaultProxy.before(URI.create(NOBODY))) {
            aws.on("DescribeStreamSummary", new Fault.Refusal(400, "AccessDeniedException", "no"));
            aws.on(FaultProxy.EVERY, new Fault.Refusal(400, "ResourceNotFoundException", "no such table"));
            assertThat(run(aws.uri().toString(), Set.of("table-identity", "mark-once", "leases-of-worker"))
                            .findings())
                    .hasSize(3)
                    .extracting(finding -> finding.answer().verdict())
                    .containsOnly(Verdict.NOT_CHECKED);
        }
    }

    private static Report run(final String endpoint, final Set<String> only) throws IOException {
        try (AwsProbe probe = new AwsProbe(
                new AwsProbe.Settings(
                        "orders",
                        "eu-central-1",
                        Optional.empty(),
                        Optional.of(endpoint),
                        Optional.of(endpoint),
                        false),
                Duration.ofMinutes(1),
                new PrintStream(PrintStream.nullOutputStream()))) {
            return probe.run(only);
        }
    }

    /** DynamoDB deletes no table that it is still making, and a moment after CreateTable it may not find it. */
    @Test
    void aTableThatIsStillBeingMadeIsDeletedWhenItIsThere() throws IOException {
        final Queue<String> described = new ConcurrentLinkedQueue<>(List.of("", "CREATING", "ACTIVE"));
        final List<String> deleted = new CopyOnWriteArrayList<>();
        final HttpServer dynamoDb = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext("/", call -> {
            final String operation =
                    call.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            String error = "";
            String status = "CREATING";
            if (operation.equals("DescribeTable")) {
                status = described.remove();
                error = status.isEmpty() ? "ResourceNotFoundException" : "";
            } else if (operation.equals("DeleteTable")) {
                error = described.isEmpty() ? "" : "ResourceInUseException";
                deleted.add(error);
            }
            final String table =
                    "{\"TableStatus\":\"" + status + "\",\"TableId\":\"1\",\"CreationDateTime\":1,\"KeySchema\":[]}";
            final byte[] answer =
                    ("{\"__type\":\"" + error + "\",\"Table\":" + table + "}").getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            call.sendResponseHeaders(error.isEmpty() ? 200 : 400, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        dynamoDb.start();
        final String endpoint = "http://127.0.0.1:" + dynamoDb.getAddress().getPort();
        try (ProbeStream place = new ProbeStream(new AwsProbe.Settings(
                "orders", "eu-central-1", Optional.empty(), Optional.of(NOBODY), Optional.of(endpoint), false))) {
            place.createTable();
            assertThat(place.clean()).isEmpty();
        } finally {
            dynamoDb.stop(0);
        }
        assertThat(deleted).as("errors of DeleteTable").containsExactly("");
    }
}
