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
package io.shardflow.localstack.kinesis;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.PartFailedException;
import io.shardflow.localstack.process.Program;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * kinesis-mock 0.6.2 (npm kinesis-local) on a plain HTTP port. Streams live in memory: a run that is killed takes them with it.
 *
 * <p>A copy of its program is run, adapted by {@link KinesisMockProgram}: it listens on 127.0.0.1 only. {@link Service#start()} refuses a
 * server that is reachable at another address all the same.
 */
public final class KinesisMock {

    /** What becomes of streams when their server ends. */
    public enum Streams {
        IN_MEMORY,
        /**
         * Written down at SIGTERM, and there again at the next start. It is not known what becomes of what is put in between.
         */
        KEPT_AT_STOP
    }

    /** Between two writings of all streams, which take seconds: the one at a stop is enough. Less than the 24 days of a timer of node. */
    private static final String NEVER = "10 days";

    /** With streams that are read from the disk it takes longer the more there are. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Streams live in memory and keep records for a day; a million sample orders take about 1 GB. */
    private static final String HEAP = "--max-old-space-size=8192";

    /** Settings whose default of 500 ms stands for the time AWS takes. */
    private static final List<String> DURATIONS = List.of(
            "CREATE_STREAM",
            "DELETE_STREAM",
            "REGISTER_STREAM_CONSUMER",
            "DEREGISTER_STREAM_CONSUMER",
            "MERGE_SHARDS",
            "SPLIT_SHARD",
            "UPDATE_SHARD_COUNT",
            "UPDATE_STREAM_MODE");

    private KinesisMock() {}

    /**
     * @param name of its log and folder
     * @param packageFolder the installed npm package
     * @return the service, not started
     * @throws PartFailedException when the program of the package is not the one that can be bound to 127.0.0.1
     */
    public static Service in(
            final Workspace workspace, final String name, final Path packageFolder, final Streams streams) {
        final Path folder = workspace.newFolder(name);
        try {
            Files.writeString(
                    folder.resolve("main.js"),
                    KinesisMockProgram.adapt(
                            Files.readString(packageFolder.resolve("main.js"), StandardCharsets.UTF_8)));
            // the certificate of its TLS port, read from the working folder
            Files.copy(packageFolder.resolve("server.json"), folder.resolve("server.json"));
        } catch (final IOException e) {
            throw new PartFailedException(name + " cannot be made from " + packageFolder + ": " + e.getMessage(), e);
        }
        final int port = Loopback.freePort();
        final Map<String, String> environment = new HashMap<>();
        DURATIONS.forEach(action -> environment.put(action + "_DURATION", "20ms"));
        environment.putAll(Map.of(
                "KINESIS_MOCK_PLAIN_PORT",
                Integer.toString(port),
                "KINESIS_MOCK_TLS_PORT",
                Integer.toString(Loopback.freePort()),
                "AWS_ACCOUNT_ID",
                LocalAws.ACCOUNT,
                "AWS_REGION",
                LocalAws.REGION.id(),
                "SHARD_LIMIT",
                "10000",
                "LOG_LEVEL",
                "WARN"));
        if (streams == Streams.KEPT_AT_STOP) {
            environment.putAll(
                    Map.of("SHOULD_PERSIST_DATA", "true", "PERSIST_PATH", "streams", "PERSIST_INTERVAL", NEVER));
        }
        return new Service(
                workspace,
                new Program(name, List.of("node", HEAP, "main.js"), folder, environment),
                port,
                HealthCheck.httpStatus(URI.create("http://" + Loopback.HOST + ':' + port + "/healthcheck"), 200),
                START_LIMIT);
    }
}
