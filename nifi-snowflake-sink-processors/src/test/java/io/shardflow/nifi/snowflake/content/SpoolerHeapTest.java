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

import io.shardflow.nifi.snowflake.HeapProbe;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the spooler holds when it has read all of a content: measured, not timed. */
class SpoolerHeapTest {

    private static final int RECORDS = 100_000;
    private static final String PADDING = "x".repeat(60);

    @TempDir
    Path folder;

    private final HeapProbe heap = new HeapProbe(RECORDS, SpoolerHeapTest::record);

    @Test
    void shardsThatComeInOrderLeaveNothingBehind() throws Exception {
        try (SpooledContent content = new ContentSpooler(
                        folder, "kinesisMetadata", true, RecordGate.OPEN, SizeLimits.STANDARD.bytes())
                .spool(heap::content)) {
            assertThat(content.shards()).hasSize(4);
            assertThat(content.rows()).isEqualTo(RECORDS);
        }
        assertThat(heap.grown()).as("bytes held for %d records", RECORDS).isLessThan(4_000_000);
    }

    private static String record(final int number) {
        return ("{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-00000000000%d\",\"approximateArrival\":1795377944000,"
                        + "\"partitionKey\":\"k\",\"sequenceNumber\":\"4964%052d\",\"subSequenceNumber\":0},\"id\":%d,\"text\":\"%s\"}\n")
                .formatted(number % 4, number, number, PADDING);
    }
}
