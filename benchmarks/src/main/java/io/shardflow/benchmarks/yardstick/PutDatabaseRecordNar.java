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
package io.shardflow.benchmarks.yardstick;

import io.shardflow.localstack.nifi.NarArchive;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A NAR with NiFi's PutDatabaseRecord and JsonTreeReader, made of what the build has put into this module's folder: the NAR that has them
 * for NiFi's users is in no Maven repository. Of the jar of the standard processors it offers this one only, since the others lack what
 * they need.
 */
public final class PutDatabaseRecordNar {

    /** The processor's class. */
    public static final String PROCESSOR = "org.apache.nifi.processors.standard.PutDatabaseRecord";

    /** The class of the Record Reader. */
    public static final String READER = "org.apache.nifi.json.JsonTreeReader";

    private static final String COORDINATE = "io.shardflow:put-database-record-nar:1.0.0";

    /** What the stack's NiFi has of it. */
    private static final String PARENT_VERSION = "2.6.0";

    private static final String STANDARD = "nifi-standard-processors";
    private static final String PROCESSORS = "META-INF/services/org.apache.nifi.processor.Processor";

    private PutDatabaseRecordNar() {}

    /** Writes it into a folder. */
    public static Path write(final Path folder) throws IOException {
        final List<Path> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(built())) {
            for (final Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(jar.getFileName().toString().startsWith(STANDARD) ? withOneProcessor(jar, folder) : jar);
            }
        }
        return new NarArchive(COORDINATE, PARENT_VERSION, List.of(), List.of(), List.of(), jars)
                .write(folder.resolve("put-database-record.nar"));
    }

    private static Path withOneProcessor(final Path jar, final Path folder) throws IOException {
        final Path written = folder.resolve(STANDARD + "-put-database-record.jar");
        try (JarFile all = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
            for (final JarEntry entry : all.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(
                        entry.getName().equals(PROCESSORS)
                                ? PROCESSOR.getBytes(StandardCharsets.UTF_8)
                                : all.getInputStream(entry).readAllBytes());
            }
        }
        return written;
    }

    private static Path built() {
        try {
            final Path classes = Path.of(PutDatabaseRecordNar.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("put-database-record");
        } catch (final URISyntaxException e) {
            throw new IllegalStateException("cannot tell where the benchmark was started from", e);
        }
    }
}
