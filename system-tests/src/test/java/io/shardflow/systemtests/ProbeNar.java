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

import io.shardflow.systemtests.probes.Beat;
import io.shardflow.systemtests.probes.Births;
import io.shardflow.systemtests.probes.FileCredentials;
import io.shardflow.systemtests.probes.FileService;
import io.shardflow.systemtests.probes.FileToken;
import io.shardflow.systemtests.probes.FixedProxy;
import io.shardflow.systemtests.probes.LargeContent;
import io.shardflow.systemtests.probes.Notebook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;

/** Makes a NAR of the processors and services in {@code probes}: what a NiFi assembled from artifacts has none of. */
final class ProbeNar {

    static final String GROUP = "io.shardflow.test";
    static final String ARTIFACT = "probes-nar";
    static final String VERSION = "1.0.0";

    private static final List<Class<?>> PROCESSORS =
            List.of(Beat.class, Births.class, LargeContent.class, Notebook.class);
    private static final List<Class<?>> SERVICES = List.of(FileCredentials.class, FileToken.class, FixedProxy.class);

    private ProbeNar() {}

    static Path write() throws IOException {
        final Manifest manifest = new Manifest();
        final Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Nar-Group", GROUP);
        main.putValue("Nar-Id", ARTIFACT);
        main.putValue("Nar-Version", VERSION);
        // as nifi-aws-nar has it: the interfaces of the services are those of this parent
        main.putValue("Nar-Dependency-Group", "org.apache.nifi");
        main.putValue("Nar-Dependency-Id", "nifi-aws-service-api-nar");
        main.putValue(
                "Nar-Dependency-Version",
                AwsCredentialsProviderService.class.getPackage().getImplementationVersion());
        final Path file = Files.createDirectories(Shardflow.folder()).resolve("probes.nar");
        try (ZipOutputStream nar = new ZipOutputStream(Files.newOutputStream(file))) {
            // NiFi makes only the folders that have an entry of their own, ahead of what is in them
            nar.putNextEntry(new ZipEntry("META-INF/"));
            nar.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(nar);
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/"));
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/probes.jar"));
            nar.write(jar());
        }
        return file;
    }

    private static byte[] jar() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            add(jar, Processor.class, PROCESSORS);
            add(jar, ControllerService.class, SERVICES);
            add(jar, FileService.class);
        }
        return bytes.toByteArray();
    }

    private static void add(final JarOutputStream jar, final Class<?> code) throws IOException {
        final String path = code.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(path));
        try (InputStream bytes = code.getClassLoader().getResourceAsStream(path)) {
            bytes.transferTo(jar);
        }
    }

    private static void add(final JarOutputStream jar, final Class<?> kind, final List<Class<?>> probes)
            throws IOException {
        final StringBuilder names = new StringBuilder();
        for (final Class<?> probe : probes) {
            add(jar, probe);
            names.append(probe.getName()).append('\n');
        }
        jar.putNextEntry(new ZipEntry("META-INF/services/" + kind.getName()));
        jar.write(names.toString().getBytes(StandardCharsets.UTF_8));
    }
}
