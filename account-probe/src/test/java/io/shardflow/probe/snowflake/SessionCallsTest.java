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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.ledger.CopyCheck;
import io.shardflow.nifi.snowflake.ledger.UpdateCheck;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The probe makes each call of a session that PutSnowflake makes, itself or by what it runs of PutSnowflake's start. */
class SessionCallsTest {

    private static final Path PRODUCT = Path.of(
            "..", "nifi-snowflake-sink-processors", "src", "main", "java", "io", "shardflow", "nifi", "snowflake");

    /** They send nothing, or what {@code begin} sends, too. */
    private static final Set<String> WITHOUT_STATEMENT = Set.of("close", "discard", "currentTransaction");

    @Test
    void eachIsMade() throws IOException {
        final String sources = read(Path.of("src", "main", "java"))
                + read(PRODUCT.resolve("ledger").resolve(UpdateCheck.class.getSimpleName() + ".java"))
                + read(PRODUCT.resolve("ledger").resolve(CopyCheck.class.getSimpleName() + ".java"));
        assertThat(Arrays.stream(WarehouseSession.class.getMethods()).map(Method::getName))
                .filteredOn(name -> !WITHOUT_STATEMENT.contains(name))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(sources).contains("." + name + "("));
    }

    private static String read(final Path file) throws IOException {
        try (Stream<Path> files = Files.walk(file)) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .map(path -> {
                        try {
                            return Files.readString(path);
                        } catch (final IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining());
        }
    }
}
