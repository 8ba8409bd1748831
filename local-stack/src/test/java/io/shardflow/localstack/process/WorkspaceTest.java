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
package io.shardflow.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void aProgramThatEndsBeforeItIsReadyIsReportedWithItsLastLines() {
        try (Workspace workspace = Workspace.create()) {
            final Service service = service(workspace, "echo started badly; exit 0", () -> false);
            assertThatThrownBy(service::start)
                    .isInstanceOf(PartFailedException.class)
                    .hasMessageContaining("shell ended with exit code 0 before it was ready")
                    .hasMessageContaining(service.log().toString())
                    .hasMessageContaining("started badly");
        }
    }

    @Test
    void programsAndFolderEndWhenTheJvmIsKilled() throws IOException {
        final Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Supervisor.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told = jvm.inputReader(StandardCharsets.UTF_8)) {
            final long program = Long.parseLong(told.readLine());
            final Path folder = Path.of(told.readLine());
            assertThat(ProcessHandle.of(program)).isPresent();
            jvm.destroyForcibly();
            await().atMost(LIMIT).until(() -> ProcessHandle.of(program).isEmpty() && Files.notExists(folder));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void aFrozenProgramStandsStillUntilItIsThawed() {
        try (Workspace workspace = Workspace.create()) {
            final Service service = service(workspace, "exec sleep 600", () -> true);
            service.start();
            service.freeze();
            await().atMost(LIMIT).until(() -> state(service).startsWith("T"));
            service.thaw();
            await().atMost(LIMIT).until(() -> state(service).startsWith("S"));
        }
    }

    /** As ps has it: T is stopped, S is asleep. */
    private static String state(final Service service) throws IOException {
        final Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(service.pid())).start();
        try (BufferedReader out = ps.inputReader(StandardCharsets.UTF_8)) {
            return String.valueOf(out.readLine()).trim();
        }
    }

    private static Service service(final Workspace workspace, final String script, final HealthCheck check) {
        return new Service(
                workspace,
                new Program("shell", List.of("sh", "-c", script), workspace.folder()),
                Loopback.freePort(),
                check,
                LIMIT);
    }

    /** The JVM that is killed. */
    static final class Supervisor {

        private Supervisor() {}

        public static void main(final String[] args) throws InterruptedException {
            final Workspace workspace = Workspace.create();
            final Service service = service(workspace, "exec sleep 600", () -> true);
            service.start();
            System.out.println(service.pid());
            System.out.println(workspace.folder());
            Thread.currentThread().join();
        }
    }
}
