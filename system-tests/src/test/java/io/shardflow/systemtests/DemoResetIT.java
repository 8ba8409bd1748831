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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.demo.Reset;
import io.shardflow.localstack.demo.RunningDemo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./demo --reset} on a connector that loads a stream that goes on. */
@ExtendWith(Shardflow.class)
@Tag("long")
class DemoResetIT {

    @TempDir
    Path folder;

    @Test
    void byNameAndByTableEveryRowIsReadAgainInFrontOfTheUserAndNoneComesTwice() throws SQLException, IOException {
        try (ResetRun reset = ResetRun.of("demo-reset")) {
            final RunningDemo running = new RunningDemo(folder.resolve("demo.properties"));
            running.announce(RunningDemo.Addresses.of(Shardflow.stack(), Shardflow.connector()));
            reset.run().start();
            final SteadyLoad load = reset.run().produceSteadily(200);
            reset.run().awaitLanded(1_000);

            assertThat(resetAndRead(running, Reset.Way.NAME))
                    .contains(
                            "application and state table are \"demo-reset\"",
                            "\"AWS Kinesis Application Name\" is now \"demo-reset-2\"",
                            "reset by name: the new state is in table \"demo-reset-2\"; the old table \"demo-reset\" is still there");
            assertThat(reset.newTables()).containsExactly("demo-reset", "demo-reset-2");
            assertThat(resetAndRead(running, Reset.Way.TABLE))
                    .contains(
                            "application and state table are \"demo-reset-2\"",
                            "DynamoDB table \"demo-reset-2\" deleted",
                            "reset by table: the state table \"demo-reset-2\" was made again");
            assertThat(reset.newTables()).containsExactly("demo-reset", "demo-reset-2");

            load.stop();
            reset.run().awaitLanded(reset.run().produced());
            reset.run().awaitDrained();
            assertThat(reset.run().compare().isExact()).isTrue();
        }
    }

    private static String resetAndRead(final RunningDemo running, final Reset.Way way)
            throws SQLException, IOException {
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        final Reset.Result result;
        try (Reset reset = Reset.of(running, new PrintStream(text, true, StandardCharsets.UTF_8), false)) {
            result = reset.run(way);
        }
        assertThat(result.isExact()).isTrue();
        assertThat(result.before()).isGreaterThanOrEqualTo(1_000);
        final String said = text.toString(StandardCharsets.UTF_8);
        assertThat(said.lines().filter(line -> line.startsWith("before  "))).hasSize(1);
        assertThat(said.lines().filter(line -> line.startsWith("during  "))).isNotEmpty();
        assertThat(said.lines().filter(line -> line.startsWith("after   ")))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(", 0 are doubled"));
        assertThat(said.lines().toList().getLast()).contains("reset by");
        return said;
    }
}
