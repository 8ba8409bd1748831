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
package io.shardflow.nifi.snowflake.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The loader with its real SQL through the driver against the stand-in, in random histories: what {@link
 * ExactlyOnceModelTest} checks against a model of the statements. The stand-in is as awkward as it can be: open sessions see
 * others' commits late, and an UPDATE that waited does not read again.
 */
class SqlProtocolTest {

    private static Path folder;
    private static SqlWarehouse warehouse;

    @BeforeContainer
    static void start() throws IOException {
        folder = Files.createTempDirectory("sql-protocol");
        warehouse = new SqlWarehouse(folder);
        warehouse.control("{\"waitedUpdateKeepsSnapshot\":true,\"staleForMillis\":50,\"abandonedAfterMillis\":2000}");
    }

    @AfterContainer
    static void stop() throws IOException {
        warehouse.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 6, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void everyRecordLandsOnce(@ForAll final long seed) {
        new SqlHistory(warehouse, seed).run();
    }

    @Tag("long")
    @Property(tries = 60, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void everyRecordLandsOnceInManyMore(@ForAll final long seed) {
        new SqlHistory(warehouse, seed).run();
    }
}
