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

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetMarkTest {

    private static Optional<Identifier> name(final String name) {
        return Optional.ofNullable(name).map(Identifier::new);
    }

    private static String mark(final String database, final String schema, final String table) {
        return TargetMark.of(new TableName(name(database), name(schema), new Identifier(table)))
                .target();
    }

    @Test
    void itIsTheNameAsTheSettingsHaveIt() {
        assertThat(mark(null, null, "ORDERS")).isEqualTo("ORDERS");
        assertThat(mark(null, "PUBLIC", "ORDERS")).isEqualTo("PUBLIC.ORDERS");
        assertThat(mark("SALES", null, "ORDERS")).isEqualTo("SALES..ORDERS");
        assertThat(mark("SALES", "PUBLIC", "orders")).isEqualTo("SALES.PUBLIC.orders");
    }

    @Test
    void everyNameHasItsOwnThatAStreamMayBeMarkedWith() {
        final List<String> marks = new ArrayList<>();
        for (final String table : new String[] {
            "ORDERS",
            "orders",
            "OR.DERS",
            "my orders",
            "my>orders",
            "bestellungen ü",
            "ü",
            "X$",
            "x".repeat(255),
            "x".repeat(254) + "y"
        }) {
            for (final String database : new String[] {null, "A", "A.B", "B", "ä", "ö"}) {
                for (final String schema : new String[] {null, "A", "B", "B.A"}) {
                    marks.add(mark(database, schema, table));
                }
            }
        }
        assertThat(new HashSet<>(marks)).hasSameSizeAs(marks);
        assertThat(marks).allMatch(mark -> mark.matches("[A-Za-z0-9_.-]{1,104}"));
    }

    @Test
    void itTellsTheTableOnlyWhereItHasTheWholeName() {
        for (final String table : new String[] {"ORDERS", "orders", "my-orders", "_", "1"}) {
            for (final String database : new String[] {null, "SALES"}) {
                for (final String schema : new String[] {null, "public"}) {
                    assertThat(TargetMark.tableOf(mark(database, schema, table)))
                            .contains(new Identifier(table));
                }
            }
        }
        for (final String table : new String[] {"OR.DERS", "my orders", "ü", "x".repeat(255)}) {
            assertThat(TargetMark.tableOf(mark("SALES", "PUBLIC", table)))
                    .as(table)
                    .isEmpty();
        }
        for (final String byHand : new String[] {"", "A.", "A.B.C.D", "my orders", "A;DROP TABLE B"}) {
            assertThat(TargetMark.tableOf(byHand)).as(byHand).isEmpty();
        }
    }

    @Test
    void itIsPutOnAndTakenOff() {
        final TargetMark orders = new TargetMark("ORDERS");
        assertThat(orders.on("s")).isEqualTo("s>ORDERS");
        assertThat(orders.on(new TargetMark("OTHERS").on("s"))).isEqualTo("s>ORDERS");
        assertThat(TargetMark.NONE.on("s")).isEqualTo("s");
        assertThat(TargetMark.streamOf("s>ORDERS")).isEqualTo("s");
        assertThat(TargetMark.streamOf("s")).isEqualTo("s");
        assertThat(TargetMark.targetOf("s>ORDERS")).contains("ORDERS");
        assertThat(TargetMark.targetOf("s")).isEmpty();
    }
}
