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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.HeapProbe;
import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ContentCheck;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held of records whose names are long and never the same: measured, not timed. */
class LongNamesHeapTest {

    private static final int RECORDS = 100;
    private static final int LENGTH = 500_000;

    @TempDir
    Path folder;

    /** The second kind of name is not an ordinary one: the record is read by a parser, which may remember names as well. */
    @ParameterizedTest
    @CsvSource(
            value = {"a,1,false", "\\u0061,1,false", "a,null,false", "\\u0061,null,false", "a,1,true", "\\u0061,1,true"
            })
    void namesThatNoColumnHasAreNotRemembered(final String letter, final String value, final boolean wholeRecords)
            throws Exception {
        final HeapProbe heap = new HeapProbe(RECORDS, number -> record(number, letter, value));
        final ValueCheck values = new ValueCheck(SizeLimits.STANDARD);
        final FieldGate gate = new FieldGate(
                "kinesisMetadata",
                wholeRecords
                        ? ContentCheck.ofWholeRecords(Optional.empty(), values)
                        : ContentCheck.anyTable(ColumnNaming.UPPER_CASE, values));
        try (SpooledContent content = new ContentSpooler(
                        folder, "kinesisMetadata", true, gate, SizeLimits.STANDARD.bytes())
                .spool(heap::content)) {
            assertThat(content.rows()).isEqualTo(wholeRecords || value.equals("null") ? RECORDS : 0);
        }
        assertThat(heap.grown()).as("bytes held").isLessThan(20_000_000);
    }

    private static String record(final int number, final String letter, final String value) {
        return "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"%d\"},\"%d%s%s\":%s}\n"
                .formatted(100 + number, number, letter, "b".repeat(LENGTH), value);
    }
}
