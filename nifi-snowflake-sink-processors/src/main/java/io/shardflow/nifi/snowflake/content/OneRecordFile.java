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
package io.shardflow.nifi.snowflake.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of one record without fields, as spool files are, in a folder of its own; gone when it is closed. One thread. */
public final class OneRecordFile implements RecordFile, AutoCloseable {

    private final SpoolFolder folder;
    private final Path path;

    /** @param parent where spool folders are */
    public OneRecordFile(final Path parent) throws IOException {
        final SpoolCompression compression = SpoolCompression.best().compression();
        folder = new SpoolFolder(parent);
        path = folder.path().resolve("one" + compression.suffix());
        boolean made = false;
        try {
            try (OutputStream out = compression.compressed(Files.newOutputStream(path))) {
                out.write("{}\n".getBytes(StandardCharsets.UTF_8));
            }
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (final IOException e) {
            // A later sweep finds it with its folder.
        }
        folder.close();
    }
}
