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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedFilesTest {

    @TempDir
    Path folder;

    private final List<Path> files = new ArrayList<>();
    private long size;

    private void spooled(final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            final Path file = Files.createFile(
                    folder.resolve("spooled-" + i + ".json.gz"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write("{\"n\":%02d}\n".formatted(i).getBytes(StandardCharsets.UTF_8));
            }
            size = Files.size(file);
            files.add(file);
        }
    }

    private String content(final String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aLoneFileGetsASecondNameOnly() throws IOException {
        spooled(1);
        try (JoinedFiles joined = JoinedFiles.of(files, "SF_A")) {
            assertThat(joined.names()).containsExactly("SF_A_0.json.gz");
            assertThat(joined.source())
                    .isEqualTo(folder.resolve("SF_A_0.json.gz").toString());
            assertThat(Files.isSameFile(files.getFirst(), folder.resolve("SF_A_0.json.gz")))
                    .isTrue();
        }
        assertThat(left()).containsExactly("spooled-0.json.gz");
    }

    @Test
    void manySmallOnesBecomeOneInTheirOrder() throws IOException {
        spooled(50);
        try (JoinedFiles joined = JoinedFiles.of(files, "SF_A")) {
            assertThat(joined.names()).containsExactly("SF_A_0.json.gz");
            assertThat(content("SF_A_0.json.gz").lines())
                    .containsExactlyElementsOf(Stream.iterate(0, i -> i < 50, i -> i + 1)
                            .map("{\"n\":%02d}"::formatted)
                            .toList());
            assertThat(joined.bytes()).isEqualTo(50 * size);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("SF_A_0.json.gz"))))
                    .isEqualTo("rw-------");
        }
        assertThat(left()).hasSize(50).noneMatch(name -> name.startsWith("SF_"));
    }

    @Test
    void noFileGrowsAboveTheSizeByJoining() throws IOException {
        spooled(7);
        try (JoinedFiles joined = JoinedFiles.of(files, "SF_A", 3 * size)) {
            assertThat(joined.names()).containsExactly("SF_A_0.json.gz", "SF_A_1.json.gz", "SF_A_2.json.gz");
            assertThat(joined.source())
                    .isEqualTo(folder.resolve("SF_A_*.json.gz").toString());
            assertThat(content("SF_A_1.json.gz")).isEqualTo("{\"n\":03}\n{\"n\":04}\n{\"n\":05}\n");
            assertThat(content("SF_A_2.json.gz")).isEqualTo("{\"n\":06}\n");
        }
    }

    @Test
    void aLargeTransactionHasAsManyFilesAsTheSmallestWarehouseReadsAtOneTime() {
        assertThat(JoinedFiles.joinedSize(1_000)).isEqualTo(16_000_000);
        assertThat(JoinedFiles.joinedSize(400_000_000)).isEqualTo(50_000_000);
        assertThat(JoinedFiles.joinedSize(10_000_000_000L)).isEqualTo(100_000_000);
    }

    @Test
    void aFileThatIsLargerGoesAlone() throws IOException {
        spooled(3);
        try (JoinedFiles joined = JoinedFiles.of(files, "SF_A", 1)) {
            assertThat(joined.names()).hasSize(3);
        }
    }
}
