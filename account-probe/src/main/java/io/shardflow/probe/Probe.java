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

import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.connection.PrivateKeys;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.probe.CommandLine.UsageException;
import io.shardflow.probe.aws.AwsProbe;
import io.shardflow.probe.snowflake.SnowflakeProbe;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The command {@code ./probe}; see docs/probe.md. Exit status: 0 if the connector can work there, 1 if not, 2 if nothing was probed. */
public final class Probe {

    private static final String REPORT = "probe-report.md";
    private static final int NOTHING_PROBED = 2;

    private static final Map<String, String> PLACE =
            Map.of("--role", "role", "--warehouse", "warehouse", "--database", "db", "--schema", "schema");

    private static final Set<String> SNOWFLAKE_OPTIONS = Set.of(
            "--url",
            "--user",
            "--key",
            "--password-env",
            "--role",
            "--warehouse",
            "--database",
            "--schema",
            "--minutes",
            "--only",
            "--report");

    private static final Set<String> AWS_OPTIONS = Set.of(
            "--stream",
            "--region",
            "--profile",
            "--kinesis-endpoint",
            "--dynamodb-endpoint",
            "--minutes",
            "--only",
            "--report");

    private Probe() {}

    public static void main(final String[] arguments) {
        System.exit(status(System.err, arguments));
    }

    /** Runs the command. @return its exit status */
    static int status(final PrintStream complaints, final String... arguments) {
        try {
            return switch (arguments.length == 0 ? "" : arguments[0]) {
                case "snowflake" -> snowflake(new CommandLine(arguments, SNOWFLAKE_OPTIONS, Set.of("--patient")));
                case "aws" -> aws(new CommandLine(arguments, AWS_OPTIONS, Set.of("--limits")));
                default -> throw new UsageException("say what to probe: snowflake or aws");
            };
        } catch (final UsageException | IllegalArgumentException e) {
            complaints.println("probe: " + e.getMessage());
        } catch (final WarehouseException | SQLException | IOException e) {
            complaints.println("probe: nothing was probed: " + e.getMessage());
        }
        return NOTHING_PROBED;
    }

    private static int snowflake(final CommandLine line)
            throws UsageException, WarehouseException, SQLException, IOException {
        final Map<String, String> place = new HashMap<>();
        PLACE.forEach((option, property) -> line.value(option).ifPresent(value -> place.put(property, value)));
        final Path file = line.writable("--report", REPORT);
        final String url = line.required("--url");
        final String user = line.required("--user");
        final String pem = line.file("--key");
        final String password = line.environment("--password-env");
        final PrivateKey key = named("--key and --password-env", () -> PrivateKeys.parse(pem, password));
        final DriverDataSource logins = named("--url", () -> DriverDataSource.ofKeyPair(url, user, key, place));
        final boolean patient = line.has("--patient");
        try (SnowflakeProbe probe =
                new SnowflakeProbe(logins, patient, line.minutes("--minutes", patient ? 12 : 3), System.out)) {
            final Thread interrupted = new Thread(probe::close, "clean");
            Runtime.getRuntime().addShutdownHook(interrupted);
            final Report report = probe.run(line.list("--only"));
            // The session knows both by other names than a login does.
            return end(report.hiding(accountIn(url), "<account>").hiding(user, "<user>"), file);
        }
    }

    /** What names the account in its address, as the connection pool takes that. */
    static String accountIn(final String url) {
        return url.trim()
                .replaceFirst("^https?://", "")
                .replaceFirst("[:/?].*", "")
                .replaceFirst("(?i)\\.snowflakecomputing\\.(com|cn)$", "");
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }

    /** What is wrong with a value is told with the option that has it. */
    private static <T> T named(final String option, final Reading<T> reading) throws UsageException, SQLException {
        try {
            return reading.read();
        } catch (final IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    private static int aws(final CommandLine line) throws UsageException, IOException {
        final Path file = line.writable("--report", REPORT);
        try (AwsProbe probe = new AwsProbe(
                new AwsProbe.Settings(
                        line.required("--stream"),
                        line.required("--region"),
                        line.value("--profile"),
                        line.value("--kinesis-endpoint"),
                        line.value("--dynamodb-endpoint"),
                        line.has("--limits")),
                line.minutes("--minutes", 4),
                System.out)) {
            final Thread interrupted = new Thread(probe::close, "clean");
            Runtime.getRuntime().addShutdownHook(interrupted);
            return end(probe.run(line.list("--only")), file);
        }
    }

    private static int end(final Report report, final Path file) throws IOException {
        Files.writeString(file, report.markdown());
        System.out.println();
        System.out.println("report  " + file);
        System.out.println(report.summary());
        if (report.isEmpty()) {
            return NOTHING_PROBED;
        }
        return report.isGood() ? 0 : 1;
    }
}
