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
package io.shardflow.nifi.snowflake;

import com.sun.management.OperatingSystemMXBean;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/**
 * What whole transactions cost, in CPU seconds of the process for 10^9 bytes of JSON lines of 1 KB: from FlowFiles in the heap
 * of NiFi's test framework to COMMIT, with everything but the stand-in, which has a process of its own. The median, least and
 * most of the second half of some transactions on the fast path; the process counts in steps of 10 ms. Run it in the root of the
 * repository:
 *
 * <pre>
 * module=nifi-snowflake-sink-processors
 * mvn -q -pl $module -am test-compile dependency:build-classpath -Dmdep.outputFile=target/class-path
 * java -Xmx1g -cp $module/target/test-classes:$module/target/classes:$(cat $module/target/class-path) \
 *     io.shardflow.nifi.snowflake.LoadBenchmark
 * </pre>
 */
final class LoadBenchmark {

    private static final String PORT = "SNOWFLAKE_STAND_IN_PORT=";
    private static final String PASSWORD = "benchmark";
    private static final int NOTE_CHARACTERS = 540;
    private static final String[] WORDS =
            "order customer shipped pending warehouse delivery standard express blue green red small large gift note"
                    .split(" ");

    private final String accountUrl;
    private final Random random = new Random(1);
    private int sequenceNumber;

    private LoadBenchmark(final String accountUrl) {
        this.accountUrl = accountUrl;
    }

    public static void main(final String[] arguments) throws Exception {
        final Path data = Files.createTempDirectory("load-benchmark");
        final Process standIn = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SnowflakeStandIn.class.getName(),
                        "--data=" + data,
                        "--password=" + PASSWORD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = standIn.inputReader()) {
            final LoadBenchmark benchmark = new LoadBenchmark("http://127.0.0.1:" + port(lines) + "/?account=LOCAL");
            benchmark.measure("ONE", 1, 10_000_000, 40);
            benchmark.measure("SIX", 6, 10_000_000, 20);
            benchmark.measure("LARGE", 1, 100_000_000, 12);
        } finally {
            standIn.destroy();
            standIn.waitFor();
            try (var files = Files.walk(data)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static String port(final BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(PORT)) {
                return line.substring(PORT.length());
            }
        }
        throw new IOException("the stand-in did not start");
    }

    private void measure(final String table, final int flowFiles, final int bytes, final int transactions)
            throws Exception {
        final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final TestRunner runner = runner(table);
        final double[] costs = new double[transactions];
        for (int i = 0; i < transactions; i++) {
            long all = 0;
            for (int flowFile = 0; flowFile < flowFiles; flowFile++) {
                final byte[] content = content(bytes);
                all += content.length;
                runner.enqueue(content);
            }
            final long before = process.getProcessCpuTime();
            runner.run(1, false, i == 0);
            costs[i] = (double) (process.getProcessCpuTime() - before) / all;
            runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles);
            runner.clearTransferState();
            runner.clearProvenanceEvents();
        }
        final double[] half = Arrays.copyOfRange(costs, transactions / 2, transactions);
        Arrays.sort(half);
        System.out.printf(
                Locale.ROOT,
                "%d FlowFiles of %,d bytes: %.1f (%.1f to %.1f)%n",
                flowFiles,
                bytes,
                half[half.length / 2],
                half[0],
                half[half.length - 1]);
    }

    private TestRunner runner(final String table) throws Exception {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        final TestRunner runner = TestRunners.newTestRunner(PutSnowflake.class);
        runner.addControllerService("pool", pool);
        runner.setProperty(SinkProperties.CONNECTION_POOL, "pool");
        runner.setProperty(SinkProperties.TABLE_NAME, table);
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        runner.setProperty(pool, "Account URL", accountUrl);
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", PASSWORD);
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
        runner.enableControllerService(pool);
        return runner;
    }

    private byte[] content(final int bytes) {
        final StringBuilder lines = new StringBuilder(bytes + 2_000);
        while (lines.length() < bytes) {
            lines.append(Records.record(1, sequenceNumber++, fields())).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String fields() {
        final StringBuilder fields = new StringBuilder();
        fields.append("\"id\":").append(sequenceNumber);
        fields.append(",\"total\":").append(random.nextInt(100_000) / 100.0);
        fields.append(",\"paid\":").append(random.nextBoolean());
        fields.append(",\"customer\":{\"name\":\"")
                .append(word())
                .append("\",\"city\":\"")
                .append(word())
                .append("\"}");
        fields.append(",\"note\":\"");
        final int end = fields.length() + NOTE_CHARACTERS;
        while (fields.length() < end) {
            fields.append(word()).append(' ');
        }
        return fields.append('"').toString();
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
