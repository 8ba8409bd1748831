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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakScanTest {

    @TempDir
    private Path folder;

    private final LeakScan scan =
            new LeakScan().forText("hidden-secret", "a secret").forText("Zürich", "a city");

    @Test
    void findsTextsWhereverTheyAre() throws IOException {
        final Path deep = Files.createDirectories(folder.resolve("a").resolve("b"));
        // across the borders of what is read at one time
        Files.writeString(
                folder.resolve("large.log"), "x".repeat((1 << 20) - 3) + "hidden-secret" + "x".repeat(1 << 20));
        Files.writeString(deep.resolve("city.log"), "from Zürich", StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(deep.resolve("flow.json.gz")))) {
            out.write("{\"key\":\"hidden-secret\"}".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(deep.resolve("clean.log"), "hidden secret, Zurich");
        scan.folder(folder, Set.of());
        scan.text("a bulletin", "Zürich is down");

        assertThat(scan.filesRead()).isEqualTo(4);
        assertThat(scan.findings())
                .containsExactlyInAnyOrder(
                        "a secret in " + folder.getFileName() + "/large.log",
                        "a city in " + folder.getFileName() + "/a/b/city.log",
                        "a secret in " + folder.getFileName() + "/a/b/flow.json.gz",
                        "a city in a bulletin");
    }

    @Test
    void doesNotLookIntoWhatIsLeftOut() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("content_repository")).resolve("1"), "hidden-secret");
        scan.folder(folder, Set.of("content_repository"));
        assertThat(scan.findings()).isEmpty();
    }
}
