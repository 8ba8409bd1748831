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
package io.shardflow.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ./release, run in a clone of what is committed. */
@Tag("long")
class ReleaseIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String SUMS = "SHA256SUMS";

    @Test
    void aReleaseHasAllThatItsDocsNameAndItsListsAreRight(@TempDir final Path clone) throws Exception {
        run(clone, "git", "clone", "--quiet", ROOT.toString(), ".");
        run(clone, "./release");

        final Path release = clone.resolve("target/release");
        final List<String> files = names(release);
        final String nar = only(files, ".nar");
        final List<String> expected = new ArrayList<>(names(clone.resolve("flow")));
        expected.addAll(List.of(
                nar,
                nar.replace(".nar", ".cdx.json"),
                "policy.json",
                "setup.sql",
                "LICENSE",
                "NOTICE",
                "CHANGELOG.md",
                SUMS));
        assertThat(files).containsExactlyInAnyOrderElementsOf(expected);

        assertThat(Files.readAllLines(release.resolve(SUMS)))
                .containsExactlyInAnyOrderElementsOf(files.stream()
                        .filter(file -> !file.equals(SUMS))
                        .map(file -> sha256(release.resolve(file)) + "  " + file)
                        .toList());
        assertThat(Files.readString(release.resolve("CHANGELOG.md"))).contains("* ");
        assertThat(listed(release.resolve(nar.replace(".nar", ".cdx.json")))).isEqualTo(packed(release.resolve(nar)));
    }

    private static void run(final Path folder, final String... command) throws IOException, InterruptedException {
        final Path log = Files.createTempFile("release", ".log");
        try {
            final Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("in time").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            Files.delete(log);
        }
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String only(final List<String> files, final String end) {
        assertThat(files).filteredOn(file -> file.endsWith(end)).hasSize(1);
        return files.stream().filter(file -> file.endsWith(end)).findFirst().orElseThrow();
    }

    private static String sha256(final Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (final IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The libraries of others in the list of what is in the NAR, as file names. */
    private static TreeSet<String> listed(final Path sbom) throws IOException {
        final TreeSet<String> libraries = new TreeSet<>();
        new ObjectMapper().readTree(sbom.toFile()).path("components").forEach(component -> {
            if (!component.path("group").asText().equals("io.shardflow")
                    && component.path("purl").asText().contains("type=jar")) {
                libraries.add(component.path("name").asText() + '-'
                        + component.path("version").asText() + ".jar");
            }
        });
        return libraries;
    }

    private static TreeSet<String> packed(final Path nar) throws IOException {
        try (ZipFile zip = new ZipFile(nar.toFile())) {
            assertThat(zip.stream().filter(entry -> entry.getName().contains("THIRD-PARTY")))
                    .hasSize(1);
            return zip.stream()
                    .map(entry -> entry.getName().substring(entry.getName().lastIndexOf('/') + 1))
                    .filter(name -> name.endsWith(".jar") && !name.endsWith("-SNAPSHOT.jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
