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

import io.shardflow.localstack.nifi.testflow.Greeter;
import io.shardflow.localstack.nifi.testflow.Greeting;
import io.shardflow.localstack.nifi.testflow.GreetingSource;
import io.shardflow.localstack.nifi.testflow.SlowSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes NARs of the components of {@code testflow}. */
final class TestNar {

    static final String GROUP = "io.shardflow.test";
    static final String ARTIFACT = "testflow-nar";
    static final String VERSION = "1.0.0";

    private static final int MEGABYTE = 1024 * 1024;

    private TestNar() {}

    /**
     * @param parent id of a NAR that it depends on, or null
     * @param megabytes of incompressible ballast
     */
    static Path write(final Path file, final String artifact, final String parent, final int megabytes)
            throws IOException {
        final Manifest manifest = new Manifest();
        final Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Nar-Group", GROUP);
        main.putValue("Nar-Id", artifact);
        main.putValue("Nar-Version", VERSION);
        if (parent != null) {
            main.putValue("Nar-Dependency-Group", "org.apache.nifi");
            main.putValue("Nar-Dependency-Id", parent);
            main.putValue("Nar-Dependency-Version", "2.6.0");
        }
        try (ZipOutputStream nar = new ZipOutputStream(Files.newOutputStream(file))) {
            nar.setLevel(Deflater.NO_COMPRESSION);
            // NiFi makes only the folders that have an entry of their own, ahead of what is in them
            nar.putNextEntry(new ZipEntry("META-INF/"));
            nar.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(nar);
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/"));
            nar.putNextEntry(new ZipEntry("META-INF/bundled-dependencies/testflow.jar"));
            nar.write(jar());
            nar.putNextEntry(new ZipEntry("META-INF/ballast"));
            writeBallast(nar, megabytes);
        }
        return file;
    }

    private static void writeBallast(final OutputStream out, final int megabytes) throws IOException {
        final Random random = new Random(1);
        final byte[] block = new byte[MEGABYTE];
        for (int i = 0; i < megabytes; i++) {
            random.nextBytes(block);
            out.write(block);
        }
    }

    private static byte[] jar() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (final Class<?> component :
                    List.of(GreetingSource.class, SlowSink.class, Greeter.class, Greeting.class)) {
                final String path = component.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(path));
                try (InputStream code = component.getClassLoader().getResourceAsStream(path)) {
                    code.transferTo(jar);
                }
            }
            service(jar, "org.apache.nifi.processor.Processor", GreetingSource.class, SlowSink.class);
            service(jar, "org.apache.nifi.controller.ControllerService", Greeter.class);
        }
        return bytes.toByteArray();
    }

    private static void service(final JarOutputStream jar, final String type, final Class<?>... providers)
            throws IOException {
        jar.putNextEntry(new ZipEntry("META-INF/services/" + type));
        for (final Class<?> provider : providers) {
            jar.write((provider.getName() + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }
}
