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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {

    @TempDir
    Path parent;

    /**
     * A process that spools two files, says where, and waits; or that first makes all that is there old, and closes its folder
     * at the end. Setting the time of a file opens and closes it, which in its owner's process would end the lock.
     */
    public static final class Spooling {
        public static void main(final String[] args) throws IOException {
            if (args.length > 1) {
                age(Path.of(args[0]), Duration.ofDays(30));
            }
            final SpoolFolder folder = new SpoolFolder(Path.of(args[0]));
            SpoolFile.create(folder.path());
            Files.createFile(folder.path().resolve("SF_0_0.json.gz"));
            System.out.println(folder.path());
            System.in.read();
        }
    }

    private Process start(final String... more) throws IOException {
        return new ProcessBuilder(Stream.of(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Spooling.class.getName(),
                                        parent.toString()),
                                List.of(more))
                        .flatMap(List::stream)
                        .toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path folderOf(final Process process) throws IOException {
        return Path.of(process.inputReader().readLine());
    }

    private static void age(final Path path, final Duration by) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (final Path file : files.toList()) {
                    age(file, by);
                }
            }
        }
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(by)));
    }

    @Test
    void whatAKilledProcessLeftGoesAndWhatALiveOneHasStays() throws Exception {
        final Process process = start();
        final Path theirs = folderOf(process);
        age(theirs, Duration.ofDays(30));
        try (SpoolFolder first = new SpoolFolder(parent)) {
            first.path();
            assertThat(theirs).isNotEmptyDirectory();
            process.destroyForcibly().waitFor();

            try (SpoolFolder second = new SpoolFolder(parent)) {
                assertThat(second.path()).isDirectory();
                assertThat(theirs).doesNotExist();
            }
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void foldersOfOneProcessSpareEachOtherAndStayLockedForOthers() throws Exception {
        try (SpoolFolder first = new SpoolFolder(parent)) {
            final Path file = SpoolFile.create(first.path()).path();
            try (SpoolFolder second = new SpoolFolder(parent)) {
                second.path();
                assertThat(file).exists();
            }
            final Process other = start("as if all were old");
            assertThat(folderOf(other)).isDirectory();
            assertThat(Files.getLastModifiedTime(file).toInstant())
                    .isBefore(Instant.now().minus(Duration.ofDays(29)));
            assertThat(file).exists();
            other.destroyForcibly().waitFor();
            Files.delete(file);
        }
    }

    @Test
    void oneThatIsJustBeingMadeStays() throws Exception {
        final Path unlocked = Files.createDirectory(parent.resolve("shardflow-new"));
        final Path unheld = Files.createDirectory(parent.resolve("shardflow-newer"));
        Files.createFile(unheld.resolve(SpoolFolder.LOCK));
        try (SpoolFolder folder = new SpoolFolder(parent)) {
            folder.path();
            assertThat(unlocked).exists();
            assertThat(unheld).exists();
        }
        age(unlocked, Duration.ofHours(25));
        age(unheld, Duration.ofMinutes(2));
        try (SpoolFolder folder = new SpoolFolder(parent)) {
            folder.path();
            assertThat(unlocked).doesNotExist();
            assertThat(unheld).doesNotExist();
        }
    }

    @Test
    void filesOfEarlierVersionsGoAfterADayAndThoseOfOthersNever() throws Exception {
        final Path spooled = Files.createFile(parent.resolve("shardflow-00000000-0000-4000-8000-000000000000.json.gz"));
        final Path linked = Files.createFile(parent.resolve("SF_0123456789ABCDEF0123456789ABCDEF_12.json.gz"));
        final Path young = Files.createFile(parent.resolve("SF_1123456789ABCDEF0123456789ABCDEF_12.json.gz"));
        final List<Path> foreign = List.of(
                Files.createFile(parent.resolve("shardflow-notes.txt")),
                Files.createFile(parent.resolve("SF_1.json.gz")));
        for (final Path old : List.of(spooled, linked, foreign.getFirst(), foreign.getLast())) {
            age(old, Duration.ofHours(25));
        }
        try (SpoolFolder folder = new SpoolFolder(parent)) {
            folder.path();
        }
        assertThat(spooled).doesNotExist();
        assertThat(linked).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).allSatisfy(path -> assertThat(path).exists());
    }

    /** A task that was terminated may ask for it after the run's end. */
    @Test
    void aClosedOneIsNotMadeAgain() throws Exception {
        final SpoolFolder used = new SpoolFolder(parent);
        used.path();
        final SpoolFolder unused = new SpoolFolder(parent);
        for (final SpoolFolder folder : List.of(used, unused)) {
            folder.close();
            assertThatThrownBy(folder::path).isInstanceOf(IOException.class);
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aFolderThatACleanerTookIsMadeAgain() throws Exception {
        try (SpoolFolder folder = new SpoolFolder(parent)) {
            final Path first = folder.path();
            Files.delete(first.resolve(SpoolFolder.LOCK));
            Files.delete(first);
            assertThat(folder.path()).isNotEqualTo(first).isDirectory();
        }
    }
}
