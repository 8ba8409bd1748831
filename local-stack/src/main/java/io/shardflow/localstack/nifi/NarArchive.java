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
package io.shardflow.localstack.nifi;

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

/**
 * A NAR made of classes of our own class path, and of jars: a NiFi assembled from artifacts has no processors of its own to put beside the
 * connector.
 *
 * @param coordinate group:artifact:version
 * @param parentVersion of nifi-aws-service-api-nar, whose interfaces of services are those of NiFi's own AWS processors
 * @param processors with their nested classes
 * @param services with their nested classes
 * @param others what those need and NiFi does not have
 * @param jars with further components or what they need
 */
public record NarArchive(
        String coordinate,
        String parentVersion,
        List<Class<?>> processors,
        List<Class<?>> services,
        List<Class<?>> others,
        List<Path> jars) {

    /** Writes the NAR. @return the file */
    public Path write(final Path file) throws IOException {
        final String[] parts = coordinate.split(":");
        final Manifest manifest = new Manifest();
        final Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Nar-Group", parts[0]);
        main.putValue("Nar-Id", parts[1]);
        main.putValue("Nar-Version", parts[2]);
        main.putValue("Nar-Dependency-Group", "org.apache.nifi");
        main.putValue("Nar-Dependency-Id", "nifi-aws-service-api-nar");
        main.putValue("Nar-Dependency-Version", parentVersion);
        try (ZipOutputStream nar = new ZipOutputStream(Files.newOutputStream(file))) {
            // NiFi makes only the folders that have an entry of their own, ahead of what is in them
            nar.putNextEntry(new ZipEntry("META-INF/"));
            nar.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(nar);
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/"));
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/components.jar"));
            nar.write(jar());
            for (final Path jar : jars) {
                nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/" + jar.getFileName()));
                Files.copy(jar, nar);
            }
        }
        return file;
    }

    private byte[] jar() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            addComponents(jar, "org.apache.nifi.processor.Processor", processors);
            addComponents(jar, "org.apache.nifi.controller.ControllerService", services);
            for (final Class<?> other : others) {
                add(jar, other);
            }
        }
        return bytes.toByteArray();
    }

    private static void addComponents(final JarOutputStream jar, final String kind, final List<Class<?>> components)
            throws IOException {
        final StringBuilder names = new StringBuilder();
        for (final Class<?> component : components) {
            add(jar, component);
            names.append(component.getName()).append('\n');
        }
        jar.putNextEntry(new ZipEntry("META-INF/services/" + kind));
        jar.write(names.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void add(final JarOutputStream jar, final Class<?> code) throws IOException {
        final String path = code.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(path));
        try (InputStream bytes = code.getClassLoader().getResourceAsStream(path)) {
            bytes.transferTo(jar);
        }
        for (final Class<?> nested : code.getDeclaredClasses()) {
            add(jar, nested);
        }
    }
}
