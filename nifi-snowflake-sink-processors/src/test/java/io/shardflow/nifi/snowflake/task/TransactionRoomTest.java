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

import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ContentCheck;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionRoomTest {

    private static final int MANY = 10_000;

    @TempDir
    Path folder;

    private CheckedContent content(final int records, final String metadata, final String fields) throws Exception {
        final ContentCheck check = ContentCheck.anyTable(ColumnNaming.UPPER_CASE, new ValueCheck(SizeLimits.STANDARD));
        final FieldGate gate = new FieldGate("kinesisMetadata", check);
        final String text = IntStream.range(0, records)
                .mapToObj(i -> "{\"%s\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"%d\"},%s}"
                        .formatted(metadata, i, fields))
                .collect(Collectors.joining("\n"));
        final ContentSpooler spooler =
                new ContentSpooler(folder, "kinesisMetadata", true, gate, SizeLimits.STANDARD.bytes());
        return new CheckedContent(
                spooler.spool(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))),
                check.shape(),
                gate.metadataFields(),
                false);
    }

    private static String fields(final String name, final int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + name + i + "\":1").collect(Collectors.joining(","));
    }

    /** How often the content is taken. */
    private static int takes(final TransactionRoom room, final CheckedContent content) {
        int times = 0;
        while (!room.isFull() && times < MANY) {
            assertThat(room.add(content)).as("the same fields again").isTrue();
            times++;
        }
        return times;
    }

    @Test
    void isFullOfRecords() throws Exception {
        try (CheckedContent content = content(3, "kinesisMetadata", "\"a\":1")) {
            assertThat(takes(new TransactionRoom(9), content)).isEqualTo(3);
            assertThat(takes(new TransactionRoom(10), content)).isEqualTo(4);
        }
    }

    /** A name of 200 letters takes 400 bytes and some more, and each content has all of them. */
    @Test
    void isFullOfFieldsThatTakeMuchHeap() throws Exception {
        try (CheckedContent content = content(1, "kinesisMetadata", fields("n".repeat(197), 1000))) {
            assertThat(takes(new TransactionRoom(MANY), content)).isBetween(50, 80);
        }
    }

    @Test
    void isFullOfSpellingsOfTheMetadataField() throws Exception {
        final TransactionRoom room = new TransactionRoom(MANY);
        for (int bits = 0; bits < 64; bits++) {
            assertThat(room.isFull()).isFalse();
            final StringBuilder name = new StringBuilder("kinesismetadata");
            for (int i = 0; i < 6; i++) {
                if ((bits >> i & 1) == 1) {
                    name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
                }
            }
            try (CheckedContent content = content(1, name.toString(), "\"a\":1")) {
                assertThat(room.add(content)).isTrue();
            }
        }
        assertThat(room.isFull()).isTrue();
    }

    @Test
    void hasNoRoomForMoreFieldsThanOneStatementCanName() throws Exception {
        try (CheckedContent first = content(1, "kinesisMetadata", fields("first", 5000));
                CheckedContent second = content(1, "kinesisMetadata", fields("second", 5000))) {
            final TransactionRoom room = new TransactionRoom(MANY);
            assertThat(room.add(first)).isTrue();
            assertThat(room.add(second)).isFalse();
        }
    }
}
