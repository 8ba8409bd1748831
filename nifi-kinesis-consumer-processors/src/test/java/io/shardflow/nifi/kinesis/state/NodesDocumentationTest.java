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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The figures that docs/nodes.md gives. */
class NodesDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "nodes.md");
    private static final Pattern COST_ROW = Pattern.compile("(\\| [0-9.]+ ){7}\\|");
    private static final double SECONDS_A_MONTH = 730 * 3600;
    private static final double USD_A_WRITE = 0.625e-6;

    @Test
    void requestsAndCostsAreThoseOfTheIntervals() throws IOException {
        final List<String[]> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> COST_ROW.matcher(line).matches())
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::trim)
                        .filter(cell -> !cell.isEmpty())
                        .toArray(String[]::new))
                .toList();
        assertEquals(
                List.of("4", "10", "16", "100", "1000"),
                rows.stream().map(row -> row[0]).toList());
        for (final String[] row : rows) {
            final RequestsAtRest requests = RequestsAtRest.of(Integer.parseInt(row[0]));
            final double writes = requests.writes() * SECONDS_A_MONTH;
            assertEquals(number(requests.perSecond(), 2), row[1]);
            assertEquals(number(requests.writes(), 2), row[2]);
            assertEquals(number(requests.scans() + requests.queries(), 2), row[3]);
            assertEquals(number(writes / 1e6, 1), row[4]);
            assertEquals(number(writes * USD_A_WRITE, 1), row[5]);
        }
    }

    @Test
    void theSettingsForAPlainWorkerAreThoseOfTheLowestStep() throws IOException {
        final String page = Files.readString(PAGE);
        final Intervals intervals = IntervalSteps.STANDARD.of(1);
        assertSetting(page, "failoverTimeMillis", intervals.failover().toMillis());
        assertSetting(
                page, "leaseAssignmentIntervalMillis", intervals.assignment().toMillis());
        assertSetting(
                page,
                "dynamoDbLockBasedLeaderLeaseDurationInMillis",
                intervals.leaderLease().toMillis());
        assertSetting(
                page,
                "dynamoDbLockBasedLeaderHeartbeatPeriodInMillis",
                intervals.leaderHeartbeat().toMillis());
        assertSetting(
                page,
                "workerMetricsReporterFreqInMillis",
                intervals.workerReport().toMillis());
        assertSetting(
                page,
                "inMemoryWorkerMetricsCaptureFrequencyMillis",
                intervals.workerCapture().toMillis());
        assertSetting(page, "epsilonMillis", intervals.epsilon().toMillis());
    }

    private static void assertSetting(final String page, final String name, final long value) {
        final String cells = "| `" + name + "` | " + value + " |";
        assertTrue(page.contains(cells), cells);
    }

    private static String number(final double value, final int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
