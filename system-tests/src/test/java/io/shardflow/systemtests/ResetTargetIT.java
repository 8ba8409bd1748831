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

import io.shardflow.localstack.workload.LandedOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a reset does to the target, rows counted: every initial position, guarantee and state of the target. Prints the
 * table of docs/state.md and compares the two.
 */
@Tag("long")
@ExtendWith(Shardflow.class)
class ResetTargetIT {

    private static final Path PAGE = Path.of("..", "docs", "state.md");
    private static final String HEADING = "## What a reset does to the target";

    private static final int OLD = 300;
    private static final int RECENT = 200;
    private static final int BETWEEN = 100;
    private static final int NEW = 100;
    private static final int LOADED = OLD + RECENT;

    /** What somebody did to the target while the connector stood. */
    private enum Target {
        FULL,
        TRUNCATED,
        HALF_DELETED;

        void make(final ResetRun reset) throws SQLException {
            final String table = reset.run().tableName();
            switch (this) {
                case FULL -> assertThat(reset.run().rows()).isEqualTo(LOADED);
                case TRUNCATED -> reset.execute("TRUNCATE TABLE " + table);
                case HALF_DELETED -> reset.execute("DELETE FROM " + table + " WHERE MOD(ID::NUMBER(38,0), 2) = 0");
            }
        }
    }

    @Test
    void theTableInTheDocumentationIsWhatIsCounted() throws SQLException, IOException {
        final List<String> table = new ArrayList<>();
        table.add("| initial position | guarantee | target | rows | lost | doubled | which are lost |");
        table.add("|---|---|---|---:|---:|---:|---|");
        for (final String position : List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP")) {
            for (final String guarantee : List.of("EXACTLY_ONCE", "AT_LEAST_ONCE")) {
                for (final Target target : Target.values()) {
                    final String row = row(position, guarantee, target);
                    System.out.println(row);
                    table.add(row);
                }
            }
        }
        System.out.println(String.join("\n", table));
        assertThat(table).isEqualTo(documented());
    }

    private static String row(final String position, final String guarantee, final Target target) throws SQLException {
        final String name = "target-%s-%s-%s"
                .formatted(position, guarantee, target)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        try (ResetRun reset = ResetRun.of(name)) {
            reset.promise(guarantee);
            reset.run().produce(OLD);
            final Instant then = ResetRun.timeBetween();
            reset.landAllAndStop(LOADED);
            reset.run().produce(BETWEEN);
            ResetRun.awaitNextSecond();
            target.make(reset);

            reset.run().renameApplication(name + "-2");
            reset.beginAt(position, then);
            reset.run().start();
            reset.awaitState();
            reset.run().produce(NEW);

            final LandedOrders landed = reset.run().awaitReadToTheEnd();
            assertThat(landed.altered()).isZero();
            return "| %s | %s | %s | %d | %d | %d | %s |"
                    .formatted(
                            position,
                            guarantee,
                            target.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            landed.landed(),
                            landed.lost(),
                            landed.duplicated(),
                            lost(reset.ids()));
        }
    }

    /** What is missing of each kind of order. */
    private static String lost(final BitSet landed) {
        final StringJoiner lost = new StringJoiner(", ");
        lost.setEmptyValue("none");
        count(lost, landed, 0, OLD, "old");
        count(lost, landed, OLD, LOADED, "recent");
        count(lost, landed, LOADED, LOADED + BETWEEN, "in between");
        count(lost, landed, LOADED + BETWEEN, LOADED + BETWEEN + NEW, "new");
        return lost.toString();
    }

    private static void count(
            final StringJoiner lost, final BitSet landed, final int from, final int to, final String kind) {
        final int missing = to - from - landed.get(from, to).cardinality();
        if (missing > 0) {
            lost.add(missing + " " + kind);
        }
    }

    /** The table under the heading. */
    private static List<String> documented() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(HEADING))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
