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
package io.shardflow.nifi.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.docs.TroubleshootingPage;
import io.shardflow.localstack.docs.TroubleshootingPage.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of docs/troubleshooting.md about the consumer is the text of a bulletin that a test sees. */
class TroubleshootingRowsTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final List<Path> TESTS = List.of(
            Path.of("src/test/java"),
            Path.of("../nifi-kinesis-state-processors/src/test/java"),
            Path.of("../system-tests/src/test/java"));

    /** By how a text of the row begins: the test that sees the bulletin, and what it looks for. */
    private static final Map<String, Map.Entry<String, String>> SEEN = Map.ofEntries(
            seen("The consumer could not start", "ConsumerErrorsIT", "could not start"),
            seen("Stream Name: there is no stream", "ConsumeKinesisStreamIT", "there is no stream"),
            seen("Kinesis GetRecords on", "ConsumerErrorsIT", "Kinesis GetRecords"),
            seen("Kinesis cannot be reached", "ConsumerErrorsIT", "cannot be reached"),
            seen("Kinesis does not answer", "ConsumerErrorsIT", "does not answer"),
            seen("AWS throttles", "ConsumerErrorsIT", "provisioned throughput"),
            seen("The KMS key of the stream", "ConsumerErrorsIT", "KMS key"),
            seen("There are no AWS credentials", "CredentialsServiceIT", "no AWS credentials"),
            seen("Could not connect to proxy", "ProxyIT", "proxy"),
            seen("the ARN in Stream Name", "ConsumeKinesisStreamTest", "the ARN in Stream Name"),
            seen("The state in the DynamoDB table", "StateChecksTest", "half changed"),
            seen("The row", "CorruptStateIT", "is corrupt"),
            seen("AWS denies", "VerificationIT", "AWS denies"),
            seen("The DynamoDB table … was deleted", "StateTableIT", "was deleted"),
            seen("The DynamoDB table … holds the checkpoints", "StateTableIT", "holds the checkpoints of another"),
            seen("The DynamoDB table … has the key", "VerificationIT", "instead of [leaseKey]"),
            seen("The Kinesis Client Library of versions", "StateTableIT", "CoordinatorState"),
            seen("Another consumer runs", "StateTableIT", "Another consumer runs"),
            seen("The consumer has halted", "RunErrorsIT", "has halted"),
            seen("… user records in an aggregated", "AggregatedRecordsIT", "lie outside the shard"),
            seen("Metrics do not reach CloudWatch", "PublishedMetricsTest", "AWS denies cloudwatch:PutMetricData"),
            seen("The Record Reader does not reach", "ProcessingStrategyIT", "Record Reader does not reach"),
            seen("the Record Reader cannot read it", "RecordsWriterTest", "cannot read it"),
            seen("The Record Writer finds no schema", "RecordsWriterTest", "The Record Writer finds no schema"),
            seen("The fan-out consumer … could not be deregistered", "EnhancedFanOutIT", "could not be deregistered"),
            seen("the stream takes no further consumer", "EnhancedFanOutIT", "takes no further consumer"),
            seen("The fan-out consumer … was not registered", "EnhancedFanOutIT", "not registered any more"),
            seen("Records wait", "QuietLogIT", "has not triggered"));

    /** Texts that no test looks for, though some see the effect: they stand in the source. */
    private static final Map<String, String> IN_SOURCE = Map.of(
            "Yield Duration or Run Schedule is longer than", "Yield Duration or Run Schedule is longer than",
            "Max Buffer Size is small for", "Max Buffer Size is small for",
            "Enhanced fan-out: the records of", "Enhanced fan-out: the records of",
            "… characters, and with Consumer Type", "it is also the name of the consumer");

    private static Map.Entry<String, Map.Entry<String, String>> seen(
            final String row, final String test, final String text) {
        return Map.entry(row, Map.entry(test, text));
    }

    private static List<Row> rows() throws IOException {
        return TroubleshootingPage.rows(Path.of("../docs")).stream()
                .filter(row -> row.component().equals("Consume Kinesis stream"))
                .filter(row -> !row.says().isEmpty())
                .toList();
    }

    private static boolean begins(final Row row, final String text) {
        return row.says().stream().anyMatch(says -> says.startsWith(text));
    }

    @Test
    void everyRowIsSeenByATestAndNoTestIsForNone() throws IOException {
        final List<Row> left = new ArrayList<>(rows());
        for (final String text : Stream.concat(SEEN.keySet().stream(), IN_SOURCE.keySet().stream())
                .toList()) {
            assertEquals(1, rows().stream().filter(row -> begins(row, text)).count(), text);
            left.removeIf(row -> begins(row, text));
        }
        assertEquals(List.of(), left.stream().map(Row::seen).toList());
    }

    @Test
    void theTestsLookForThem() throws IOException {
        for (final Map.Entry<String, String> one : SEEN.values()) {
            assertTrue(anyContains(TESTS, one.getKey() + ".java", one.getValue()), one::toString);
        }
        for (final String text : IN_SOURCE.values()) {
            assertTrue(anyContains(List.of(MAIN), ".java", text), text);
        }
    }

    private static boolean anyContains(final List<Path> folders, final String name, final String text)
            throws IOException {
        for (final Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                if (files.filter(file -> file.toString().endsWith(name)).anyMatch(file -> contains(file, text))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(final Path file, final String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
