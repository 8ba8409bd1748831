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

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put the programs that the stack runs: folders of this module, next to the classes or the jar it was started from. */
public final class Installation {

    private Installation() {}

    /** The folder that holds kinesis-mock's main.js. */
    static Path kinesis() {
        return existing("target/kinesis/node_modules/kinesis-local");
    }

    /** The build folder of the DynamoDB Local server: its own classes in {@code classes}, all the rest in {@code lib}. */
    static Path dynamoDb() {
        return existing("dynamodb-local/target");
    }

    /** The folder of NiFi's jars and NARs. */
    public static Path nifi() {
        return existing("target/nifi/lib");
    }

    /** The NAR, built by its own module. */
    public static Path nar() {
        final Path folder = module().resolveSibling("nifi-kinesis-consumer-nar").resolve("target");
        try (DirectoryStream<Path> nars = Files.newDirectoryStream(folder, "*.nar")) {
            for (final Path nar : nars) {
                return nar;
            }
        } catch (final IOException e) {
            throw new IllegalStateException("the NAR is not built: " + folder + " cannot be read", e);
        }
        throw new IllegalStateException(
                "the NAR is not built: there is none in " + folder + "; run 'mvn package' in the root of the project");
    }

    /** The flow definition of the project. */
    public static Path flowDefinition() {
        return flow("kinesis-to-snowflake.json");
    }

    /** The flow definition of the project whose inner group runs in the Stateless engine. */
    public static Path statelessFlowDefinition() {
        return flow("kinesis-to-snowflake-stateless.json");
    }

    private static Path flow(final String file) {
        return module().resolveSibling("flow").resolve(file);
    }

    private static Path existing(final String path) {
        final Path folder = module().resolve(path);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "the local stack is not built: %s is missing; run 'mvn package -pl local-stack -am' in the root of the project"
                            .formatted(folder));
        }
        return folder;
    }

    private static Path module() {
        try {
            final Path classesOrJar = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classesOrJar.getParent().getParent();
        } catch (final URISyntaxException e) {
            throw new IllegalStateException("cannot tell where the local stack was started from", e);
        }
    }
}
