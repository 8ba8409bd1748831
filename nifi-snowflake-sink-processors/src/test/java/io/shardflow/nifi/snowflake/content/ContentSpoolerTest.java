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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentSpoolerTest {

    private static final StreamShard SHARD = new StreamShard("s", "shard-1");

    @TempDir
    Path folder;

    private static String record(final String shard, final String sequence, final String arrival, final String rest) {
        return "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"" + shard + "\",\"sequenceNumber\":\"" + sequence
                + "\"" + (arrival == null ? "" : ",\"approximateArrival\":" + arrival) + "}" + rest + "}";
    }

    private SpooledContent spool(final String content) throws IOException, UnloadableContentException {
        return spool(content, true);
    }

    private SpooledContent spool(final String content, final boolean distinct)
            throws IOException, UnloadableContentException {
        return new ContentSpooler(folder, "kinesisMetadata", distinct, RecordGate.OPEN, SizeLimits.STANDARD.bytes())
                .spool(() -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String unzipped(final SpooledContent content) throws IOException {
        try (InputStream in = content.file().read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertEmptyFolder() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void copiesTheRecordsAndSumsThemUpByShard() throws IOException, UnloadableContentException {
        final String first = record("shard-1", "99", "1000", ",\"a\":\"ä\"");
        final String second = record("shard-1", "100", "900", ",\"B\":1");
        final String third = record("shard-2", "5", null, ",\"b\":2");

        try (SpooledContent content = spool("\uFEFF" + first + "\r\n\n  " + second + " \n" + third)) {
            assertThat(unzipped(content)).isEqualTo(first + "\n" + second + "\n" + third + "\n");
            assertThat(content.rows()).isEqualTo(3);
            assertThat(content.repeats()).isZero();
            assertThat(content.fields()).containsExactly("kinesisMetadata", "a", "B", "b");
            assertThat(content.shards())
                    .containsOnlyKeys(SHARD, new StreamShard("s", "shard-2"))
                    .containsEntry(
                            SHARD,
                            new ShardRange(
                                    SHARD,
                                    new Position("99", 0),
                                    new Position("100", 0),
                                    Optional.of(new ArrivalRange(900, 1000)),
                                    2));
        }
        assertEmptyFolder();
    }

    @Test
    void objectsOnOneLineAreRecordsOfTheirOwn() throws IOException, UnloadableContentException {
        final String first = record("shard-1", "1", "5", ",\"a\":\"}{ \\\"}{\"");
        final String second = record("shard-1", "2", "5", ",\"b\":{}");
        final String third = record("shard-1", "3", "5", ",\"c\":{\"d\":{}}");
        try (SpooledContent content =
                spool(first + second + "\n" + second + " \t" + third + "\n" + record("shard-1", "4", "5", "") + "1")) {
            assertThat(unzipped(content)).isEqualTo(first + "\n" + second + "\n" + third + "\n");
            assertThat(content.rejected().reasons()).containsOnlyKeys("more than one JSON value on the line");
        }
    }

    @Test
    void aLineHasItsNumberWhateverIsOnIt() {
        final String first = record("shard-1", "1", "5", ",\"a\":1");
        assertThatThrownBy(() -> spool(first + "\n" + first + record("shard-1", "1", "5", ",\"a\":2") + "\n"))
                .isInstanceOf(UnloadableContentException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void anArrayIsNotTakenForARecord() {
        assertThatThrownBy(() -> spool("\n  [" + record("shard-1", "1", "5", "") + "]"))
                .isInstanceOf(UnloadableContentException.class)
                .hasMessageStartingWith("line 2: a JSON array")
                .hasMessageContaining("'Record Reader'");
    }

    @Test
    void oneRecordWithoutArrivalMakesTheArrivalsOfItsShardUnknown() throws IOException, UnloadableContentException {
        try (SpooledContent content =
                spool(record("shard-1", "1", "5", "") + "\n" + record("shard-1", "2", null, ""))) {
            assertThat(content.shards().get(SHARD).arrivals()).isEmpty();
        }
    }

    @Test
    void keepsOneOfTheSamePositionWithTheSameBytes() throws IOException, UnloadableContentException {
        final String record = record("shard-1", "1", "5", ",\"a\":1");
        try (SpooledContent content = spool(record + "\n" + record + "\n")) {
            assertThat(unzipped(content)).isEqualTo(record + "\n");
            assertThat(content.rows()).isEqualTo(1);
            assertThat(content.repeats()).isEqualTo(1);
        }
    }

    @Test
    void findsARepetitionWhereverItIsInAnyOrder() throws IOException, UnloadableContentException {
        final List<String> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(record("shard-" + i % 2, Integer.toString(i / 2 + 95), "5", ",\"a\":" + i));
        }
        final Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            final List<String> sent = new ArrayList<>(records);
            final int repeats = random.nextInt(4);
            for (int i = 0; i < repeats; i++) {
                sent.add(random.nextInt(sent.size() + 1), records.get(random.nextInt(records.size())));
            }
            if (random.nextBoolean()) {
                Collections.shuffle(sent, random);
            }
            try (SpooledContent content = spool(String.join("\n", sent))) {
                assertThat(content.repeats()).isEqualTo(repeats);
                assertThat(content.rows()).isEqualTo(records.size());
                assertThat(unzipped(content).lines()).containsExactlyElementsOf(new LinkedHashSet<>(sent));
                assertThat(content.shards().get(new StreamShard("s", "shard-1")))
                        .returns(new Position("95", 0), ShardRange::min)
                        .returns(new Position("104", 0), ShardRange::max)
                        .returns(10L, ShardRange::rows);
            }
        }
        assertEmptyFolder();
    }

    @Test
    void refusesTheSamePositionWithOtherBytesNamingLineAndPosition() throws IOException {
        assertThatThrownBy(() -> spool(record("shard-1", "1", "5", ",\"a\":\"secret1\"") + "\n"
                        + record("shard-1", "1", "5", ",\"a\":\"secret2\"")))
                .isInstanceOf(UnloadableContentException.class)
                .hasMessageStartingWith("line 2: position 1/0 of shard s/shard-1")
                .hasMessageNotContaining("secret");
        assertEmptyFolder();
    }

    @Test
    void atLeastOnceTakesEveryRecord() throws IOException, UnloadableContentException {
        final String record = record("shard-1", "1", "5", "");
        try (SpooledContent content =
                spool(record + "\n" + record + "\n" + record("shard-1", "1", "5", ",\"a\":1"), false)) {
            assertThat(content.rows()).isEqualTo(3);
        }
    }

    @Test
    void blankContentHasNoRows() throws IOException, UnloadableContentException {
        try (SpooledContent content = spool(" \n\r\n")) {
            assertThat(content.rows()).isZero();
        }
    }

    @Test
    void leavesNoFileWhenReadingFails() throws IOException {
        final InputStream failing = new SequenceInputStream(
                new ByteArrayInputStream(record("shard-1", "1", "5", "").getBytes(StandardCharsets.UTF_8)),
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("repository gone");
                    }
                });
        assertThatThrownBy(() -> new ContentSpooler(
                                folder, "kinesisMetadata", true, RecordGate.OPEN, SizeLimits.STANDARD.bytes())
                        .spool(() -> failing))
                .isInstanceOf(IOException.class)
                .hasMessage("repository gone");
        assertEmptyFolder();
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException, UnloadableContentException {
        try (SpooledContent content = spool(record("shard-1", "1", "5", ""))) {
            assertThat(Files.getPosixFilePermissions(content.file().path()))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        }
    }

    @Test
    void aRecordWithMoreFieldsThanAnyTableHasLeavesAlone() throws Exception {
        final StringBuilder fields = new StringBuilder();
        for (int i = 0; i < ContentSpooler.MAX_FIELDS; i++) {
            fields.append(",\"f").append(i).append("\":1");
        }
        final String wide = record("shard-1", "2", "5", fields.toString());
        final String first = record("shard-1", "1", "5", ",\"f0\":1");
        final String last = record("shard-1", "3", "5", ",\"other\":1");
        for (final String content : new String[] {first + "\n" + wide + "\n" + last, wide + "\n" + last}) {
            try (SpooledContent spooled = spool(content)) {
                assertThat(unzipped(spooled)).isEqualTo(content.replace(wide + "\n", "") + "\n");
                assertThat(spooled.fields()).contains("other").doesNotContain("f1");
                assertThat(spooled.rejected().reasons())
                        .containsExactly(Map.entry(
                                "more than 10000 different top-level fields in the FlowFile, with those of this record",
                                1L));
            }
        }
        assertEmptyFolder();
    }

    @Test
    void ofRecordsThatHaveTooManyFieldsTogetherTheFirstLand() throws Exception {
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i <= ContentSpooler.MAX_FIELDS; i++) {
            content.append(record("shard-1", Integer.toString(i), "5", ",\"f" + i + "\":1"))
                    .append('\n');
        }
        content.append(record("shard-1", "20000", "5", ",\"f0\":1"));
        try (SpooledContent spooled = spool(content.toString())) {
            assertThat(spooled.fields()).hasSize(ContentSpooler.MAX_FIELDS);
            assertThat(spooled.rejected().count()).isEqualTo(2);
            assertThat(spooled.rows()).isEqualTo(ContentSpooler.MAX_FIELDS);
            assertThat(unzipped(spooled)).contains("20000");
        }
    }
}
