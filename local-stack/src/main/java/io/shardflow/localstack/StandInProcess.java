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
package io.shardflow.localstack;

import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Snowflake stand-in in a JVM of its own, on the class path of this one. Its tables are on disk and survive a kill -9. */
final class StandInProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private StandInProcess() {}

    /**
     * @param name of its log and folder
     * @return the service, not started
     */
    static Service in(final Workspace workspace, final String name) {
        final Path folder = workspace.newFolder(name);
        final int port = Loopback.freePort();
        return new Service(
                workspace,
                JavaProgram.of(
                        name,
                        folder,
                        List.of("-Xmx1g"),
                        classPath(),
                        SnowflakeStandIn.class.getName(),
                        "--data=" + folder.resolve("data"),
                        "--port=" + port),
                port,
                HealthCheck.accepting(port),
                START_LIMIT);
    }

    /** Absolute, because it runs in another folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
