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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The NAR under another version, as the next release is one. */
final class NextNar {

    private static final Attributes.Name NAR_VERSION = new Attributes.Name("Nar-Version");

    private NextNar() {}

    /** Writes it into a folder. */
    static Path write(final Path folder, final String version) throws IOException {
        final Path nar = folder.resolve("next.nar");
        try (ZipFile from = new ZipFile(Installation.nar().toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(nar))) {
            to.setLevel(Deflater.NO_COMPRESSION);
            // NiFi wants folders before what is in them
            for (final ZipEntry entry : Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream content = from.getInputStream(entry)) {
                    if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                        final Manifest manifest = new Manifest(content);
                        assertThat(manifest.getMainAttributes().put(NAR_VERSION, version))
                                .isNotNull();
                        manifest.write(to);
                    } else {
                        content.transferTo(to);
                    }
                }
            }
        }
        return nar;
    }
}
