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

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the commands of parts that run in a JVM of their own: the same JDK as this one. */
public final class JavaProgram {

    /** Keeps Snowflake's driver from unpacking a library of its own, of which a folder would stay behind. */
    private static final String NO_DRIVER_LIBRARY = "SNOWFLAKE_DISABLE_MINICORE";

    private JavaProgram() {}

    /** The class path of this JVM, such that it holds in any working folder. */
    public static String ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * @param folder the working folder; a folder {@code tmp} is made in it for the temporary files of the program, so that they vanish
     *     with it
     * @param options JVM options
     */
    public static Program of(
            final String name,
            final Path folder,
            final List<String> options,
            final String classPath,
            final String mainClass,
            final String... arguments) {
        final Path temporary = folder.resolve("tmp");
        try {
            Files.createDirectories(temporary);
        } catch (final java.io.IOException e) {
            throw new PartFailedException(name + ": cannot make the folder " + temporary, e);
        }
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // hsperfdata files would go to the system's temporary folder, and stay there after a kill -9
        command.add("-XX:-UsePerfData");
        command.add("-Djava.io.tmpdir=" + temporary);
        Stream.of("-cp", classPath, mainClass).forEach(command::add);
        command.addAll(List.of(arguments));
        return new Program(name, command, folder, Map.of(NO_DRIVER_LIBRARY, "true"));
    }
}
