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

import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gate is told of a record, and what becomes of one that it refuses. */
class RecordGateTest {

    private static final String METADATA =
            "{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"%d\",\"partitionKey\":\" ,} \"}";

    /** A field as it is written, with blanks around name and value. */
    record Written(String blanks, String name, String value) {}

    /** Notes what it is told, as {@code name=value}, and refuses what has a field {@code bad}. */
    private static final class Notes implements RecordGate {

        private final List<List<String>> records = new ArrayList<>();

        @Override
        public void begin(final boolean unaltered) {
            records.add(new ArrayList<>());
        }

        @Override
        public void field(final String name, final byte[] bytes, final int offset, final int length) {
            records.getLast().add(name + "=" + new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public Optional<String> end() {
            return records.getLast().stream()
                    .filter(field -> field.startsWith("bad="))
                    .findFirst()
                    .map(field -> "field 'bad' is bad");
        }
    }

    private static SpooledContent spool(final Path folder, final RecordGate gate, final String content)
            throws IOException, UnloadableContentException {
        return new ContentSpooler(folder, "kinesisMetadata", true, gate, SizeLimits.STANDARD.bytes())
                .spool(() -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Property(tries = 300)
    void valuesAreGivenByteByByteAsTheyAreWritten(
            @ForAll("written") final List<Written> fields, @ForAll("blanks") final String blanks)
            throws UnloadableRecordException {
        final StringBuilder line = new StringBuilder("{" + blanks + "\"kinesisMetadata\":" + METADATA.formatted(1));
        for (int i = 0; i < fields.size(); i++) {
            final Written field = fields.get(i);
            line.append(field.blanks())
                    .append(',')
                    .append(blanks)
                    .append("\"%d%s\"".formatted(i, field.name()))
                    .append(field.blanks())
                    .append(':')
                    .append(blanks)
                    .append(field.value());
        }
        final byte[] before = "before ".getBytes(StandardCharsets.UTF_8);
        final byte[] bytes = ("before " + line + blanks + "}").getBytes(StandardCharsets.UTF_8);
        final RecordScanner scanner = new RecordScanner("kinesisMetadata", SizeLimits.STANDARD.bytes());
        scanner.scan(bytes, before.length, bytes.length - before.length);

        final ValueSpans spans = scanner.spans();
        for (int i = 0; i <= fields.size(); i++) {
            assertThat(new String(bytes, spans.offset(i), spans.length(i), StandardCharsets.UTF_8))
                    .isEqualTo(
                            i == 0 ? METADATA.formatted(1) : fields.get(i - 1).value());
        }
    }

    @Provide
    Arbitrary<List<Written>> written() {
        return Combinators.combine(
                        blanks(),
                        Arbitraries.of("", "a", "ü€😀", "\\\"", "\\u0041", "{,}", " ,:"),
                        Arbitraries.of(
                                "1",
                                "-0",
                                "-12.50e+7",
                                "123456789012345678901234567890",
                                "true",
                                "false",
                                "null",
                                "\"\"",
                                "\" ,\\\" } \"",
                                "\"ü€😀\\ud83d\\ude00\"",
                                "\"" + "x".repeat(10_000) + " \"",
                                "{}",
                                "[]",
                                "{ \"a\" : [ 1 , {\"b\":\"}\"} ] , \"c\":\"]\" }",
                                "[ [ ] , { } , \",\" ]"))
                .as(Written::new)
                .list()
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.strings().withChars(" \t\r").ofMaxLength(3);
    }

    @Test
    void namesAreGivenWithoutEscapes(@TempDir final Path folder) throws Exception {
        final Notes notes = new Notes();
        try (SpooledContent content = spool(
                folder,
                notes,
                "{\"\\u0061\\\"\":\"\\u0061\",\"kinesisMetadata\":" + METADATA.formatted(1) + "}\n{\"kinesisMetadata\":"
                        + METADATA.formatted(2) + "}")) {
            assertThat(content.rows()).isEqualTo(2);
        }
        assertThat(notes.records)
                .containsExactly(
                        List.of("a\"=\"\\u0061\"", "kinesisMetadata=" + METADATA.formatted(1)),
                        List.of("kinesisMetadata=" + METADATA.formatted(2)));
    }

    @Test
    void aRecordThatTheGateRefusesIsLeftOut(@TempDir final Path folder) throws Exception {
        try (SpooledContent content = spool(
                folder,
                new Notes(),
                "{\"kinesisMetadata\":" + METADATA.formatted(1) + "}\n{\"kinesisMetadata\":" + METADATA.formatted(2)
                        + ",\"bad\":1}")) {
            assertThat(content.rows()).isEqualTo(1);
            assertThat(content.fields()).containsExactly("kinesisMetadata");
            assertThat(content.rejected().reasons()).isEqualTo(Map.of("field 'bad' is bad", 1L));
        }
    }

    @Test
    void isNotAskedAboutWhatIsNoRecord(@TempDir final Path folder) throws Exception {
        final Notes notes = new Notes();
        spool(folder, notes, "{\"a\":1}\n{\"kinesisMetadata\":" + METADATA.formatted(2) + ",\"a\":1,\"a\":2}\n{")
                .close();
        assertThat(notes.records).isEmpty();
    }
}
