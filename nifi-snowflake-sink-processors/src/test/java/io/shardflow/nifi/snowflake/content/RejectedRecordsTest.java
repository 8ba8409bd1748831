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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves a content instead of being loaded, in which form, and what that does to the rest. */
class RejectedRecordsTest {

    private static final RecordGate REFUSES_BAD = new RecordGate() {
        private String bad;

        @Override
        public void begin(final boolean unaltered) {
            bad = null;
        }

        @Override
        public void field(final String name, final byte[] bytes, final int offset, final int length) {
            bad = name.startsWith("bad") ? name : bad;
        }

        @Override
        public Optional<String> end() {
            return Optional.ofNullable(bad).map(name -> "field '" + name + "' does not fit");
        }
    };

    @TempDir
    Path folder;

    private static String metadata(final int number) {
        return "\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"approximateArrival\":1000,\"partitionKey\":\"k\","
                + "\"sequenceNumber\":\"" + number + "\",\"subSequenceNumber\":7}";
    }

    private static String record(final int number, final String rest) {
        return "{" + metadata(number) + rest + "}";
    }

    private SpooledContent spool(final byte[] content, final boolean distinct)
            throws IOException, UnloadableContentException {
        return new ContentSpooler(folder, "kinesisMetadata", distinct, REFUSES_BAD, SizeLimits.STANDARD.bytes())
                .spool(() -> new ByteArrayInputStream(content));
    }

    private SpooledContent spool(final String... lines) throws IOException, UnloadableContentException {
        return spool(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), true);
    }

    private static List<String> envelopes(final SpooledContent content) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.rejected().writeTo(out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> loaded(final SpooledContent content) throws IOException {
        try (InputStream in = content.file().read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The values of an envelope by their paths. */
    private static Map<String, String> read(final String envelope) throws IOException {
        final Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(envelope)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                }
            }
        }
        return values;
    }

    private Map<String, String> envelopeOf(final byte[] line) throws Exception {
        try (SpooledContent content = spool(line, true)) {
            assertThat(content.rows()).isZero();
            final List<String> envelopes = envelopes(content);
            assertThat(envelopes).hasSize(1);
            final Map<String, String> values = read(envelopes.getFirst());
            assertThat(Base64.getDecoder().decode(values.get("/raw"))).isEqualTo(line);
            return values;
        }
    }

    private Map<String, String> envelopeOf(final String line) throws Exception {
        return envelopeOf(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEnvelopeHoldsPositionBytesAndReason() throws Exception {
        final String bad = record(5, ",\"bad\":\"ü\\ud800\"");
        try (SpooledContent content = spool(record(4, ""), " " + bad + "\r", record(6, ""))) {
            assertThat(envelopes(content))
                    .containsExactly(
                            "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"approximateArrival\":1000,"
                                    + "\"partitionKey\":\"k\",\"sequenceNumber\":\"5\",\"subSequenceNumber\":7,"
                                    + "\"shardedSequenceNumber\":\"500000000000000000007\"},\"raw\":\""
                                    + Base64.getEncoder().encodeToString(bad.getBytes(StandardCharsets.UTF_8))
                                    + "\",\"reason\":\"field 'bad' does not fit\"}");
            assertThat(content.rejected().count()).isEqualTo(1);
            assertThat(content.rejected().reasons()).isEqualTo(Map.of("field 'bad' does not fit", 1L));
            assertThat(loaded(content)).containsExactly(record(4, ""), record(6, ""));
            assertThat(content.shards().values()).singleElement().satisfies(range -> assertThat(range.rows())
                    .isEqualTo(2));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theMetadataOfABrokenRecordIsReadAsFarAsItCanBe() throws Exception {
        for (final String broken : new String[] {
            record(5, ",\"a\":"), record(5, ",\"a\":1,\"a\":2"), record(5, "") + "[]", record(5, ",\"a\":\"\u0000\"")
        }) {
            assertThat(envelopeOf(broken))
                    .as(broken)
                    .containsEntry("/kinesisMetadata/sequenceNumber", "5")
                    .containsEntry("/kinesisMetadata/stream", "s");
        }
        final byte[] notUtf8 = record(5, ",\"a\":\"?\"").getBytes(StandardCharsets.UTF_8);
        notUtf8[notUtf8.length - 3] = (byte) 0xFF;
        assertThat(envelopeOf(notUtf8))
                .containsEntry("/kinesisMetadata/sequenceNumber", "5")
                .containsEntry("/reason", "invalid UTF-8");
    }

    @Test
    void arrivalAndPartitionKeyAreLeftOutWhenTheRecordHasNone() throws Exception {
        assertThat(
                        envelopeOf(
                                "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"1\"},\"bad\":1}"))
                .doesNotContainKeys("/kinesisMetadata/approximateArrival", "/kinesisMetadata/partitionKey")
                .containsEntry("/kinesisMetadata/subSequenceNumber", "0");
    }

    @Test
    void withoutAPositionTheBytesAreTheIdentity() throws Exception {
        final Map<String, String> values = envelopeOf("abc");
        assertThat(values)
                .containsEntry("/kinesisMetadata/stream", "unknown")
                .containsEntry("/kinesisMetadata/shardId", "unknown")
                .containsEntry(
                        // ba7816bf…f20015ad, the example in FIPS 180-2
                        "/kinesisMetadata/sequenceNumber",
                        "84342368487090800366523834928142263660104883695016514377462985829716817089965")
                .containsEntry("/kinesisMetadata/subSequenceNumber", "0")
                .containsEntry("/reason", "not a JSON object");
        assertThat(envelopeOf("abd").get("/kinesisMetadata/sequenceNumber"))
                .isNotEqualTo(values.get("/kinesisMetadata/sequenceNumber"));
    }

    @Test
    void anEnvelopeIsARecordThatCanBeLoaded() throws Exception {
        final List<String> envelopes = new ArrayList<>();
        try (SpooledContent content = spool(
                "abc",
                record(1, ",\"a\":"),
                record(2, ",\"bad\\ud800\\u0000\":1"),
                "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"3\","
                        + "\"partitionKey\":\"\\ud800\\u0000\"},\"bad\":1}",
                record(4, ",\"bad" + "n".repeat(100_000) + "\":1"))) {
            envelopes.addAll(envelopes(content));
        }
        assertThat(envelopes).hasSize(5).allSatisfy(line -> assertThat(line).doesNotContain("\\u"));
        try (SpooledContent again = spool(String.join("\n", envelopes).getBytes(StandardCharsets.UTF_8), true)) {
            assertThat(again.rows()).isEqualTo(5);
            assertThat(again.fields()).containsExactly("kinesisMetadata", "raw", "reason");
        }
    }

    @Test
    void theSameRecordTwiceIsOneEnvelope() throws Exception {
        final String bad = record(5, ",\"bad\":1");
        try (SpooledContent content = spool(bad, record(6, ""), bad)) {
            assertThat(envelopes(content)).hasSize(1);
            assertThat(content.repeats()).isEqualTo(1);
            assertThat(loaded(content)).containsExactly(record(6, ""));
        }
    }

    @Test
    void onePositionWithTwoRecordsIsRefusedAsAWholeThoughOneOfThemIsBad() {
        final String good = record(5, "");
        final String bad = record(5, ",\"bad\":1");
        final String broken = record(5, ",");
        for (final String[] lines :
                new String[][] {{good, bad}, {bad, good}, {bad, broken}, {broken, record(6, ""), bad}}) {
            assertThatThrownBy(() -> spool(lines))
                    .isInstanceOf(UnloadableContentException.class)
                    .hasMessageContaining("position 5/7 of shard s/x occurs again");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void atLeastOnceRejectsEachDelivery() throws Exception {
        final String bad = record(5, ",\"bad\":1");
        try (SpooledContent content = spool((bad + "\n" + bad).getBytes(StandardCharsets.UTF_8), false)) {
            assertThat(content.rejected().count()).isEqualTo(2);
        }
    }

    @Test
    void aContentThatIsReadTwiceRejectsOnce() throws Exception {
        try (SpooledContent content = spool(record(9, ",\"bad\":1"), "abc", record(8, ""), record(10, ""))) {
            assertThat(envelopes(content)).hasSize(2);
            assertThat(content.rejected().count()).isEqualTo(2);
            assertThat(content.rows()).isEqualTo(2);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void reasonsAreCountedApartUpToABound() throws Exception {
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < RejectedRecords.MOST_REASONS + 5; i++) {
            lines.add(record(i, ",\"bad%d\":1".formatted(i)));
        }
        lines.add(record(1000, ",\"bad1\":1"));
        try (SpooledContent content = spool(lines.toArray(String[]::new))) {
            assertThat(content.rejected().reasons())
                    .hasSize(RejectedRecords.MOST_REASONS + 1)
                    .containsEntry("other reasons", 5L)
                    .containsValue(2L);
        }
    }

    @Test
    void partsOfWhatWasSpooledAreItsRecords() throws Exception {
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lines.add(record(i, ",\"a\":\"" + "ü".repeat(i % 97) + "\""));
        }
        try (SpooledContent content = spool(lines.toArray(String[]::new))) {
            for (final int[] part : new int[][] {{0, 2000}, {0, 1}, {1, 2}, {1999, 2000}, {700, 1700}}) {
                try (InputStream in = content.records(part[0], part[1]).open()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                            .containsExactlyElementsOf(lines.subList(part[0], part[1]));
                }
            }
        }
    }

    private SpooledContent spoolFor(final TargetMark mark, final RecordGate gate, final String... lines)
            throws IOException, UnloadableContentException {
        return spoolFor(mark, false, gate, lines);
    }

    private SpooledContent spoolFor(
            final TargetMark mark, final boolean ofConsumer, final RecordGate gate, final String... lines)
            throws IOException, UnloadableContentException {
        final byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return new ContentSpooler(folder, "kinesisMetadata", true, gate, SizeLimits.STANDARD.bytes(), mark, ofConsumer)
                .spool(() -> new ByteArrayInputStream(content));
    }

    @Test
    void anEnvelopeSaysWhichTargetRefusedTheRecord() throws Exception {
        final List<String> envelopes = new ArrayList<>();
        for (final String target : new String[] {"ORDERS", "SALES.PUBLIC." + "T".repeat(91)}) {
            try (SpooledContent content =
                    spoolFor(new TargetMark(target), REFUSES_BAD, record(5, ",\"bad\":1"), "abc")) {
                envelopes.addAll(envelopes(content));
            }
            assertThat(read(envelopes.get(envelopes.size() - 2)))
                    .containsEntry("/kinesisMetadata/stream", "s>" + target)
                    .containsEntry("/kinesisMetadata/shardId", "x");
            assertThat(read(envelopes.getLast())).containsEntry("/kinesisMetadata/stream", "unknown>" + target);
        }
        try (SpooledContent errorTable = spool(envelopes.toArray(String[]::new))) {
            assertThat(errorTable.rows()).isEqualTo(4);
            assertThat(errorTable.shards()).hasSize(4);
        }
    }

    private static String envelope(final int number, final String raw, final String reason) {
        return record(number, ",\"raw\":\"" + raw + "\",\"reason\":\"" + reason + "\"");
    }

    /** As a PutSnowflake of ORDERS writes it. */
    private static String marked(final String envelope) {
        return envelope.replace("\"stream\":\"s\"", "\"stream\":\"s>ORDERS\"");
    }

    @Test
    void ofARecordThatWasRejectedTwiceTheFirstReasonStays() throws Exception {
        final String first = marked(envelope(5, "YQ==", "one \\\"reason\\\" {}"));
        final String other = marked(envelope(6, "Yg==", "none"));
        try (SpooledContent content = spool(
                first,
                other,
                marked(envelope(5, "YQ==", "another")),
                marked(envelope(5, "YQ==", "")),
                marked(envelope(5, "YQ==", "x".repeat(1000))))) {
            assertThat(loaded(content)).containsExactly(first, other);
            assertThat(content.repeats()).isEqualTo(3);
        }
    }

    @Test
    void twoRecordsOfOnePositionAreNotTakenForOneBecauseTheyHaveReasons() {
        for (final String other : new String[] {
            envelope(5, "Yg==", "one"),
            record(5, ",\"raw\":\"YQ==\",\"reason\":\"two\",\"more\":1"),
            record(5, ",\"raw\":1,\"reason\":\"two\""),
            record(5, ",\"raw\":\"YQ==\",\"reason\":2"),
            record(5, ",\"reason\":\"two\"")
        }) {
            assertThatThrownBy(() -> spool(marked(envelope(5, "YQ==", "one")), marked(other)))
                    .as(other)
                    .isInstanceOf(UnloadableContentException.class);
        }
    }

    @Test
    void twoRecordsOfTheStreamAreNotTakenForOneThoughTheyLookLikeEnvelopes() {
        assertThatThrownBy(() -> spool(envelope(5, "YQ==", "one"), envelope(5, "YQ==", "another")))
                .isInstanceOf(UnloadableContentException.class);
    }

    @Test
    void anEnvelopeThatCannotBeLoadedStaysAsItIs() throws Exception {
        for (final boolean ofConsumer : new boolean[] {false, true}) {
            final String envelope = envelope(5, "YQ==", "of the " + (ofConsumer ? "consumer" : "target"));
            final String known = ofConsumer ? envelope : marked(envelope);
            try (SpooledContent content =
                    spoolFor(new TargetMark("ERRORS"), ofConsumer, RecordGate.closed("REASON: too long"), known)) {
                assertThat(envelopes(content)).containsExactly(known);
                assertThat(content.rejected().reasons()).containsExactly(Map.entry("REASON: too long", 1L));
            }
        }
    }

    @Test
    void aRecordOfTheStreamThatLooksLikeAnEnvelopeIsPutIntoOne() throws Exception {
        final String record = envelope(5, "YQ==", "of the customer");
        try (SpooledContent content = spoolFor(new TargetMark("ORDERS"), RecordGate.closed("RAW: too long"), record)) {
            assertThat(read(envelopes(content).getFirst()))
                    .containsEntry("/kinesisMetadata/stream", "s>ORDERS")
                    .containsEntry("/reason", "RAW: too long")
                    .containsEntry("/raw", Base64.getEncoder().encodeToString(record.getBytes(StandardCharsets.UTF_8)));
        }
        final String other = record(5, ",\"bad\":1");
        try (SpooledContent content =
                spoolFor(new TargetMark("ORDERS"), true, RecordGate.closed("bad: too long"), other)) {
            assertThat(read(envelopes(content).getFirst()))
                    .as("what is no envelope is put into one wherever it comes from")
                    .containsEntry("/reason", "bad: too long");
        }
    }

    @Test
    void anEnvelopeThatNoErrorTableTakesIsAloneAndEveryOtherFits() throws Exception {
        final String metadata = "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"partitionKey\":\""
                + "ü".repeat(256) + "\",\"sequenceNumber\":\"1\"},\"bad" + "ü".repeat(900) + "\":\"";
        final int rest = RejectedRecords.LARGEST_TOGETHER - metadata.getBytes(StandardCharsets.UTF_8).length - 2;
        final String largest = metadata + "x".repeat(rest) + "\"}";
        final String larger = largest.replace("\"1\"", "\"2\"").replace("x\"}", "xx\"}");
        final List<String> together = new ArrayList<>();
        try (SpooledContent content = spool(largest, larger, record(3, ",\"bad\":1"), record(4, ""))) {
            final RejectedRecords rejected = content.rejected();
            assertThat(rejected.count()).isEqualTo(3);
            assertThat(rejected.together().count()).isEqualTo(2);
            assertThat(rejected.alone()).singleElement().satisfies(alone -> {
                final ByteArrayOutputStream out = new ByteArrayOutputStream();
                alone.writeTo(out);
                final Map<String, String> envelope = read(out.toString(StandardCharsets.UTF_8));
                assertThat(envelope).containsEntry("/kinesisMetadata/sequenceNumber", "2");
                assertThat(Base64.getDecoder().decode(envelope.get("/raw")))
                        .isEqualTo(larger.getBytes(StandardCharsets.UTF_8));
            });
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            rejected.together().writeTo(out);
            together.addAll(out.toString(StandardCharsets.UTF_8).lines().toList());
            assertThat(loaded(content)).containsExactly(record(4, ""));
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(together.getFirst().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(SizeLimits.STANDARD.bytes());
        try (SpooledContent errorTable = spoolFor(TargetMark.NONE, RecordGate.OPEN, together.toArray(String[]::new))) {
            assertThat(errorTable.rows()).isEqualTo(2);
        }
    }

    @Test
    void aPartitionKeyThatIsNoneOfKinesisIsLeftOut() throws Exception {
        assertThat(envelopeOf("{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"3\","
                        + "\"partitionKey\":\"" + "k".repeat(257) + "\"},\"bad\":1}"))
                .doesNotContainKey("/kinesisMetadata/partitionKey");
    }
}
