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
package io.shardflow.localstack.dynamodb;

import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * DynamoDB Local 2.6.1 in a JVM and on a class path of its own. Tables are shared by all regions and access keys.
 */
public final class DynamoDbLocal {

    private static final String MAIN_CLASS = "io.shardflow.localstack.dynamodb.server.LoopbackDynamoDb";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private DynamoDbLocal() {}

    /** Where tables live. */
    public enum Tables {
        /** A run that was killed takes them with it. */
        IN_MEMORY,
        /** They are there again when it was killed and is started again. */
        ON_DISK
    }

    /**
     * @param name of its log and folder
     * @param build the build folder of the server: {@code classes} and {@code lib}
     * @return the service, not started
     */
    public static Service in(final Workspace workspace, final String name, final Path build, final Tables tables) {
        final Path folder = workspace.newFolder(name);
        final int port = Loopback.freePort();
        final String classPath =
                build.resolve("classes") + File.pathSeparator + build.resolve("lib") + File.separator + '*';
        return new Service(
                workspace,
                JavaProgram.of(
                        name,
                        folder,
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED"),
                        classPath,
                        MAIN_CLASS,
                        tables == Tables.ON_DISK
                                ? new String[] {Integer.toString(port), folder.toString()}
                                : new String[] {Integer.toString(port)}),
                port,
                // it has no address for health checks; an unsigned request is refused with 400 once everything is up
                HealthCheck.httpStatus(URI.create("http://" + Loopback.HOST + ':' + port + '/'), 400),
                START_LIMIT);
    }
}
