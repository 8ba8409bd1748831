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
package io.shardflow.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.probe.Answer.Verdict;
import io.shardflow.probe.aws.AwsProbe;
import io.shardflow.probe.snowflake.SnowflakeProbe;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The probe on the local stack: what stands in for the clouds answers as docs/assumptions.md says. */
@Tag("long")
class ProbeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** When a record is older than the present by more than the service's whole seconds can hide. */
    private static final Duration OLDER = Duration.ofSeconds(4);

    /** Statements that only follow on something that the probe cannot bring about in an account, with what that is. */
    private static final Map<String, String> NOT_SENT = Map.of(
            "MissingRight.java", "the role lacks a right",
            "TableOwners.java", "the table belongs to another role");

    @TempDir
    private Path folder;

    @Test
    void theStandInAnswersAsAssumedAndEveryStatementOfTheSinkIsSent() throws Exception {
        try (ProbedStandIn standIn = new ProbedStandIn(folder)) {
            final Report report;
            final List<String> sent;
            try (SnowflakeProbe probe = standIn.probe(false)) {
                report = probe.run(Set.of());
                sent = probe.sent();
            }
            final List<String> executed = standIn.query(
                    "SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))");
            assertThat(report.findings())
                    .filteredOn(finding -> finding.answer().verdict() == Verdict.DIFFERS)
                    .as("what differs")
                    .isEmpty();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.answer().verdict() == Verdict.NOT_CHECKED)
                    .extracting(finding -> finding.check().id())
                    .as("the stand-in has no statistics of queries")
                    .containsExactly("look-prunes", "orphan-ended");
            assertThat(standIn.tablesOfProbe()).as("what it has left behind").isEmpty();
            assertThat(report.markdown())
                    .as("nothing of account, user and key")
                    .doesNotContainIgnoringCase(ProbedStandIn.USER)
                    .doesNotContainPattern("\\bLOCAL\\b")
                    .doesNotContain(standIn.keyPem().lines().skip(1).findFirst().orElseThrow());

            assertThat(reported(report))
                    .as("what the report has of what was sent")
                    .containsExactlyInAnyOrderElementsOf(sent);
            // The stand-in remembers the beginnings of its last thousand statements.
            assertThat(executed).as("read from the stand-in").hasSizeGreaterThan(300);
            assertThat(executed)
                    .filteredOn(sql -> sent.stream().noneMatch(known -> known.startsWith(sql)))
                    .as("what the stand-in has executed and the probe does not tell")
                    .isEmpty();

            final Map<String, ProductStatements.Statement> statements =
                    ProductStatements.in(Path.of("../nifi-snowflake-sink-processors/src/main/java"));
            assertThat(statements).as("read from the sources").hasSizeGreaterThan(60);
            assertThat(statements.entrySet())
                    .filteredOn(entry -> NOT_SENT.keySet().stream().noneMatch(entry.getKey()::startsWith))
                    .filteredOn(entry ->
                            sent.stream().noneMatch(sql -> entry.getValue().isIn(sql)))
                    .as("statements that the probe does not send")
                    .isEmpty();
        }
    }

    /** Every statement of the report, without the error that it was answered with. */
    private static List<String> reported(final Report report) {
        return Stream.concat(
                        report.findings().stream().flatMap(finding -> finding.sent().stream()),
                        report.besides().stream())
                .map(statement -> statement.replaceFirst(" {2}-- \\d{6}$", ""))
                .toList();
    }

    @Test
    void aPatientProbeWaitsUntilATransactionOfASilentClientIsEnded() throws Exception {
        try (ProbedStandIn standIn = new ProbedStandIn(folder)) {
            standIn.control().abandonedAfter(Duration.ofSeconds(2));
            try (SnowflakeProbe probe = standIn.probe(true)) {
                assertThat(probe.run(Set.of("orphan-ended")).findings())
                        .singleElement()
                        .extracting(finding -> finding.answer().verdict())
                        .isEqualTo(Verdict.HOLDS);
            }
        }
    }

    @Test
    void aProbeThatIsInterruptedLeavesNothingBehind() throws Exception {
        try (ProbedStandIn standIn = new ProbedStandIn(folder)) {
            final Path key = Files.writeString(folder.resolve("key.pem"), standIn.keyPem());
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Probe.class.getName(),
                            "snowflake",
                            "--url",
                            standIn.url(),
                            "--user",
                            ProbedStandIn.USER,
                            "--key",
                            key.toString(),
                            "--warehouse",
                            "COMPUTE_WH",
                            "--database",
                            "DEMO_DB",
                            "--schema",
                            "PUBLIC",
                            "--report",
                            folder.resolve("report.md").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("probe.log").toFile())
                    .start();
            try {
                final long end = System.nanoTime() + PATIENCE.toNanos();
                while (standIn.tablesOfProbe().isEmpty() && System.nanoTime() < end) {
                    assertThat(process.isAlive())
                            .as(Files.readString(folder.resolve("probe.log")))
                            .isTrue();
                    LockSupport.parkNanos(20_000_000);
                }
                process.destroy();
                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(standIn.tablesOfProbe()).isEmpty();
        }
    }

    @Test
    void theLocalKinesisAndDynamoDbAnswerAsAssumed() throws Exception {
        System.setProperty("aws.accessKeyId", LocalAws.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalAws.SECRET_KEY);
        try (LocalStack stack =
                        LocalStack.builder().with(Part.KINESIS, Part.DYNAMODB).start();
                KinesisClient kinesis = stack.kinesisClient();
                DynamoDbClient dynamoDb = stack.dynamoDbClient()) {
            LocalAws.createStream(kinesis, "probed", 2);
            for (int i = 0; i < 20; i++) {
                final String key = "key" + i;
                kinesis.putRecord(request ->
                        request.streamName("probed").partitionKey(key).data(SdkBytes.fromUtf8String("{}")));
            }
            final Instant put = Instant.now();
            kinesis.splitShard(request -> request.streamName("probed")
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey("1000"));
            LocalAws.awaitActive(kinesis, "probed");

            try (AwsProbe probe = probe(stack, "another")) {
                assertThatThrownBy(() -> probe.run(Set.of()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("there is no stream \"another\" in Region us-east-1");
            }
            while (Instant.now().isBefore(put.plus(OLDER))) {
                LockSupport.parkNanos(20_000_000);
            }
            final Report report;
            try (AwsProbe probe = probe(stack, "probed")) {
                report = probe.run(Set.of());
            }
            assertThat(report.findings())
                    .filteredOn(finding -> finding.answer().verdict() == Verdict.DIFFERS)
                    .as("what differs")
                    .isEmpty();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.answer().verdict() == Verdict.NOT_CHECKED)
                    .extracting(finding -> finding.check().id())
                    .as("what is not asked for, and what the local stream has not")
                    .containsExactly("reads-per-second", "records-decrypted");
            assertThat(dynamoDb.listTables().tableNames())
                    .as("what it has left behind")
                    .isEmpty();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private static AwsProbe probe(final LocalStack stack, final String stream) {
        return new AwsProbe(
                new AwsProbe.Settings(
                        stream,
                        "us-east-1",
                        Optional.empty(),
                        Optional.of(stack.endpoint(Part.KINESIS).toString()),
                        Optional.of(stack.endpoint(Part.DYNAMODB).toString()),
                        false),
                Duration.ofMinutes(10),
                new PrintStream(PrintStream.nullOutputStream()));
    }
}
