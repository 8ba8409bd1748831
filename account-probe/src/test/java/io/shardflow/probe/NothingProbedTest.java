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

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingProbedTest {

    @TempDir
    private Path folder;

    @Test
    void aSessionWithoutADatabaseEndsTheProbeWithStatusTwoAndTheRemedy() throws Exception {
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        try (ProbedStandIn standIn = new ProbedStandIn(folder)) {
            final Path key = Files.writeString(folder.resolve("key.pem"), standIn.keyPem());
            final Path report = folder.resolve("report.md");
            assertThat(Probe.status(
                            new PrintStream(complaints),
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
                            "NO_SUCH_DB",
                            "--only",
                            "session-place",
                            "--report",
                            report.toString()))
                    .isEqualTo(2);
            assertThat(report).doesNotExist();
        }
        assertThat(complaints.toString())
                .startsWith("probe: nothing was probed: ")
                .contains("--database is NO_SUCH_DB", "GRANT USAGE ON DATABASE");
    }
}
