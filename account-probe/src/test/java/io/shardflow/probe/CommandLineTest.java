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

import io.shardflow.probe.CommandLine.UsageException;
import java.nio.file.Path;
import java.time.Duration;
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
    void withoutAnythingToProbeTheStatusIsTwo() {
        assertThat(Probe.status()).isEqualTo(2);
        assertThat(Probe.status("snowflake", "--url", "x")).isEqualTo(2);
        assertThat(Probe.status("cloud")).isEqualTo(2);
    }
}
