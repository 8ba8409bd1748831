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
package io.shardflow.localstack.snowflake;

import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.PartFailedException;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The stand-in in a process of its own. Its data are gone with the workspace. */
public final class SnowflakeServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /**
     * Snowflake leaves the transaction of a client that is gone its locks for five minutes once somebody waits for them;
     * nobody wants to wait that long at a desk.
     */
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(10);

    /** Where its tables live. */
    public enum Tables {
        /** They outlive a kill -9. */
        ON_DISK("disk", "-Xmx1g"),

        /** Gone with the process, and cheaper. */
        IN_MEMORY("memory", "-Xmx4g", "-Xms4g", "-Xmn600m");

        private final String place;
        private final List<String> jvmOptions;

        Tables(final String place, final String... jvmOptions) {
            this.place = place;
            this.jvmOptions = Stream.concat(Stream.of("-XX:+UseSerialGC"), Stream.of(jvmOptions))
                    .toList();
        }
    }

    private SnowflakeServer() {}

    /**
     * @param name of its log and folder
     * @return the service, not started
     */
    public static Service in(
            final Workspace workspace, final String name, final LocalAccount account, final Tables tables) {
        final Path folder = workspace.newFolder(name);
        final Path publicKey = folder.resolve("public-key.pem");
        try {
            Files.writeString(publicKey, account.publicKeyPem());
        } catch (final IOException e) {
            throw new PartFailedException(name + ": its folder cannot be written: " + e.getMessage(), e);
        }
        final int port = Loopback.freePort();
        return new Service(
                workspace,
                JavaProgram.of(
                        name,
                        folder,
                        tables.jvmOptions,
                        JavaProgram.ownClassPath(),
                        SnowflakeStandIn.class.getName(),
                        "--data=" + folder.resolve("data"),
                        "--tables=" + tables.place,
                        "--port=" + port,
                        "--account=" + LocalAccount.ACCOUNT,
                        "--user=" + LocalAccount.USER,
                        "--password=" + LocalAccount.PASSWORD,
                        "--public-key-file=" + publicKey,
                        "--database=" + LocalAccount.DATABASE,
                        "--schema=" + LocalAccount.SCHEMA,
                        "--abandoned-after-seconds=" + ABANDONED_AFTER.toSeconds()),
                port,
                HealthCheck.httpStatus(URI.create("http://" + Loopback.HOST + ':' + port + "/stand-in/control"), 200),
                START_LIMIT);
    }
}
