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

import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.probe.CommandLine.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static CommandLine line(final String... arguments) throws UsageException {
        return new CommandLine(
                arguments, Set.of("--key", "--minutes", "--only", "--password-env"), Set.of("--patient"));
    }

    @Test
    void valuesSwitchesAndLists() throws UsageException {
        final CommandLine line = line("snowflake", "--patient", "--only", "a,b", "--minutes", "7");
        assertThat(line.has("--patient")).isTrue();
        assertThat(line.list("--only")).containsExactlyInAnyOrder("a", "b");
        assertThat(line.minutes("--minutes", 4)).isEqualTo(Duration.ofMinutes(7));
        assertThat(line("snowflake").minutes("--minutes", 4)).isEqualTo(Duration.ofMinutes(4));
        assertThat(line("snowflake").environment("--password-env")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "-1", "1.5", "soon"})
    void minutesAreWholeAndFewerThanAnHour(final String minutes) throws UsageException {
        final CommandLine line = line("snowflake", "--minutes", minutes);
        assertThatThrownBy(() -> line.minutes("--minutes", 4)).isInstanceOf(UsageException.class);
    }

    @Test
    void aPasswordOnTheCommandLineIsNoOption() {
        assertThatThrownBy(() -> line("snowflake", "--password", "secret"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--password")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aKeyIsAFileThatCanBeRead(@TempDir final Path folder) throws UsageException {
        final CommandLine line =
                line("snowflake", "--key", folder.resolve("missing.p8").toString());
        assertThatThrownBy(() -> line.file("--key"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("missing.p8");
    }

    @Test
    void aReportThatCannotBeWrittenIsToldBeforeAnythingIsAsked(@TempDir final Path folder) throws UsageException {
        final Path file = folder.resolve("report.md");
        assertThat(line("snowflake", "--key", file.toString()).writable("--key", "other.md"))
                .isEqualTo(file);
        assertThat(line("snowflake").writable("--key", "other.md")).hasFileName("other.md");
        for (final Path bad : List.of(folder, folder.resolve("missing/report.md"))) {
            assertThatThrownBy(() -> line("snowflake", "--key", bad.toString()).writable("--key", "other.md"))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--key")
                    .hasMessageContaining(bad.toString());
        }
    }

    @Test
    void aValueThatIsNoneIsToldWithItsOptionAndTheRemedy(@TempDir final Path folder) throws IOException {
        final String report = folder.resolve("report.md").toString();
        final Path none = Files.writeString(folder.resolve("none.p8"), "none");
        final Path key = Files.writeString(folder.resolve("key.p8"), new LocalAccount().privateKeyPem());
        assertThat(complaint(
                        "snowflake",
                        "--report",
                        report,
                        "--user",
                        "U",
                        "--url",
                        "https://a.b",
                        "--key",
                        none.toString()))
                .contains("--key", "not a private key in PEM form");
        assertThat(complaint(
                        "snowflake", "--report", report, "--user", "U", "--url", "http://a.b", "--key", key.toString()))
                .contains("--url", "http:// would send credentials in the clear");
    }

    private static String complaint(final String... arguments) {
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        assertThat(Probe.status(new PrintStream(complaints), arguments)).isEqualTo(2);
        return complaints.toString();
    }

    @Test
    void withoutAnythingToProbeTheStatusIsTwo() {
        assertThat(complaint()).contains("snowflake or aws");
        assertThat(complaint("snowflake", "--url", "x")).contains("--user is missing");
        assertThat(complaint("cloud")).contains("snowflake or aws");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://myorg-acc1.snowflakecomputing.com",
                "https://myorg-acc1.snowflakecomputing.com:443/?account=other",
                "MyOrg-acc1.SnowflakeComputing.com/",
                "myorg-acc1"
            })
    void theAccountIsFoundInItsAddress(final String url) {
        assertThat(Probe.accountIn(url)).isEqualToIgnoringCase("myorg-acc1");
    }
}
