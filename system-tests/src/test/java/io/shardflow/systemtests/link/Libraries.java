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
package io.shardflow.systemtests.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The classes of jars and of the jars within NARs, as one class loader has them: the first one of a name counts. */
final class Libraries {

    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, String> jars = new HashMap<>();
    private final Map<String, ClassFile> read = new HashMap<>();

    /** @param jars which of the jars within a NAR to take, by their names */
    Libraries add(final Path archive, final Predicate<String> jars) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            add(archive.getFileName().toString(), in, jars);
        }
        return this;
    }

    private void add(final String archive, final InputStream in, final Predicate<String> wanted) throws IOException {
        final ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            final String name = entry.getName();
            final String file = name.substring(name.lastIndexOf('/') + 1);
            if (name.endsWith(".jar") && wanted.test(file)) {
                add(file, new ByteArrayInputStream(zip.readAllBytes()), wanted);
            } else if (name.endsWith(".class")
                    && !name.startsWith("META-INF/")
                    && !file.equals("module-info.class")
                    && classes.putIfAbsent(name.substring(0, name.length() - 6), new byte[0]) == null) {
                final String type = name.substring(0, name.length() - 6);
                classes.put(type, zip.readAllBytes());
                jars.put(type, archive);
            }
        }
    }

    Optional<ClassFile> find(final String name) {
        return Optional.ofNullable(read.computeIfAbsent(
                name, type -> classes.containsKey(type) ? ClassFile.read(classes.get(type)) : null));
    }

    Set<String> names() {
        return classes.keySet();
    }

    String jarOf(final String name) {
        return jars.get(name);
    }
}
