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
package io.shardflow.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mutants of {@code ./chaos --mutant} fit the sources that they are made of. */
class MutantsTest {

    private static final Path MUTANTS = Path.of("chaos", "mutants");
    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsMadeOfTheSourcesAsTheyAre(final Path mutant) throws IOException {
        final List<String> lines = Files.readAllLines(mutant);
        String source = null;
        final List<String> before = new ArrayList<>();
        for (final String line :
                Stream.concat(lines.stream(), Stream.of("--- end")).toList()) {
            if (line.startsWith("--- ") || line.startsWith("@@")) {
                if (!before.isEmpty()) {
                    assertThat(source).contains(String.join("\n", before));
                    before.clear();
                }
                if (line.startsWith("--- a/")) {
                    source = Files.readString(ROOT.resolve(line.substring("--- a/".length())));
                }
            } else if (source != null && !line.startsWith("+")) {
                before.add(line.substring(1));
            }
        }
        assertThat(source).isNotNull();
    }

    static List<Path> mutants() throws IOException {
        try (Stream<Path> files = Files.list(MUTANTS)) {
            return files.sorted().toList();
        }
    }
}
