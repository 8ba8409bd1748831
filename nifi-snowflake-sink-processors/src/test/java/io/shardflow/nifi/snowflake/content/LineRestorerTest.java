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

import io.shardflow.nifi.snowflake.content.LineRestorer.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineRestorerTest {

    private static final String METADATA =
            "{\"approximateArrival\":7,\"sequenceNumber\":\"49\",\"shardId\":\"shardId-0\",\"stream\":\"orders\",\"subSequenceNumber\":2}";
    private static final String SPLICED = "{\"kinesisMetadata\":" + METADATA;

    private final LineRestorer restorer = new LineRestorer("kinesisMetadata");

    private String line(final String raw) {
        final LineRestorer.Restored restored = restorer.restore(METADATA, raw);
        assertThat(restored).isInstanceOf(LineRestorer.Line.class);
        return new String(((LineRestorer.Line) restored).bytes(), StandardCharsets.UTF_8);
    }

    private Cause cause(final String metadata, final String raw) {
        final LineRestorer.Restored restored = restorer.restore(metadata, raw);
        assertThat(restored).isInstanceOf(LineRestorer.Unusable.class);
        return ((LineRestorer.Unusable) restored).cause();
    }

    private static String base64(final String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void thePositionComesFirstWhereTheOriginalHasNone() {
        assertThat(line(base64("{\"id\":1,\"text\":\"Zoë\"}"))).isEqualTo(SPLICED + ",\"id\":1,\"text\":\"Zoë\"}\n");
        assertThat(line(base64("{}"))).isEqualTo(SPLICED + "}\n");
        assertThat(line(base64(" \n{ }\r\n"))).isEqualTo(SPLICED + " }\n");
    }

    @Test
    void anOriginalWithItsPositionStaysAsItIs() {
        final String record =
                "{\"id\":1,\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-0\",\"sequenceNumber\":\"49\","
                        + "\"subSequenceNumber\":2,\"partitionKey\":\"k\"},\"n\":1.50}";
        assertThat(line(base64(record))).isEqualTo(record + "\n");
    }

    @Test
    void whoMendsARecordMayWriteItAsItIs() {
        assertThat(line(" {\"id\":1}")).isEqualTo(SPLICED + ",\"id\":1}\n");
        assertThat(line("{\n  \"id\": 1,\n  \"a\\nb\": [\n1]\n}\n"))
                .as("one line, whatever the layout")
                .isEqualTo(SPLICED + ",  \"id\": 1,  \"a\\nb\": [1]}\n");
    }

    @Test
    void aPositionThatSnowflakeIndentsStaysOneLine() {
        final LineRestorer.Restored restored = restorer.restore(METADATA.replace(",", ",\n  "), "{}");
        assertThat(new String(((LineRestorer.Line) restored).bytes(), StandardCharsets.UTF_8))
                .containsOnlyOnce("\n")
                .endsWith("}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[{\"id\":1}]",
                "17",
                "\"text\"",
                "{\"id\":1",
                "{\"id\":1}}",
                "{\"id\":1} {\"id\":2}",
                "{\"id\":1,\"id\":2}",
                "{\"id\":\u0000 1}",
                "{'id':1}",
                "null"
            })
    void whatIsNotOneObjectIsNoLine(final String original) {
        assertThat(cause(METADATA, base64(original))).isEqualTo(Cause.NO_OBJECT);
    }

    @Test
    void bytesThatAreNotUtf8AreNoLine() {
        final byte[] latin1 = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(cause(METADATA, Base64.getEncoder().encodeToString(latin1))).isEqualTo(Cause.NO_OBJECT);
        final byte[] utf16 = "{\"name\":\"Zoe\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(cause(METADATA, Base64.getEncoder().encodeToString(utf16))).isEqualTo(Cause.NO_OBJECT);
    }

    @Test
    void whatIsNeitherBase64NorJsonIsNoLine() {
        assertThat(cause(METADATA, "[1]")).isEqualTo(Cause.NOT_BASE64);
        assertThat(cause(METADATA, "id=1")).isEqualTo(Cause.NOT_BASE64);
        assertThat(cause(METADATA, null)).isEqualTo(Cause.NO_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-0\",\"sequenceNumber\":\"48\",\"subSequenceNumber\":2}}",
                "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-0\",\"sequenceNumber\":\"49\"}}",
                "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-1\",\"sequenceNumber\":\"49\",\"subSequenceNumber\":2}}",
                "{\"kinesisMetadata\":{\"stream\":\"other\",\"shardId\":\"shardId-0\",\"sequenceNumber\":\"49\",\"subSequenceNumber\":2}}",
                "{\"kinesisMetadata\":{}}",
                "{\"KINESISMETADATA\":17}",
                "{\"kinesismetadata\":null}"
            })
    void aRecordDoesNotTakeThePlaceOfAnother(final String original) {
        assertThat(cause(METADATA, base64(original))).isEqualTo(Cause.OTHER_POSITION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "17", "{}", "{\"stream\":\"orders\"}", "{\"stream\":", "{} {}"})
    void aRowWithoutPositionIsNoLine(final String metadata) {
        assertThat(cause(metadata, "{}")).isEqualTo(Cause.NO_POSITION);
        assertThat(cause(null, "{}")).isEqualTo(Cause.NO_POSITION);
    }

    @Property
    void noBytesAreBeyondIt(@ForAll final byte[] original) {
        final LineRestorer.Restored restored =
                restorer.restore(METADATA, Base64.getEncoder().encodeToString(original));
        if (restored instanceof LineRestorer.Line line) {
            assertThat(new String(line.bytes(), StandardCharsets.UTF_8))
                    .startsWith("{")
                    .endsWith("}\n");
        }
    }

    private static String unknown(final String target) {
        return METADATA.replace("\"orders\"", "\"unknown" + target + "\"").replace("\"shardId-0\"", "\"unknown\"");
    }

    private String line(final String metadata, final String raw) {
        final LineRestorer.Restored restored = restorer.restore(metadata, raw);
        assertThat(restored).isInstanceOf(LineRestorer.Line.class);
        return new String(((LineRestorer.Line) restored).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theMarkOfTheTargetIsNothingOfTheRecord() {
        final String marked = METADATA.replace("\"orders\"", "\"orders>SALES.PUBLIC.ORDERS\"");
        assertThat(line(marked, "{\"id\":1}")).isEqualTo(SPLICED + ",\"id\":1}\n");
        final String record =
                "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-0\",\"sequenceNumber\":\"49\","
                        + "\"subSequenceNumber\":2}}";
        assertThat(line(marked, record)).isEqualTo(record + "\n");
        assertThat(cause(marked, record.replace("49", "48"))).isEqualTo(Cause.OTHER_POSITION);
    }

    @Test
    void aRowWhosePositionIsNotKnownTakesThatOfItsMendedRecord() {
        final String mended = "{\"id\":1," + SPLICED.substring(1) + "}";
        for (final String target : new String[] {"", ">ORDERS"}) {
            assertThat(line(unknown(target), mended)).isEqualTo(mended + "\n");
            assertThat(line(unknown(target), "{\"id\":1}"))
                    .contains("\"stream\":\"unknown\"")
                    .endsWith(",\"id\":1}\n");
            assertThat(cause(unknown(target), "{\"kinesisMetadata\":{}}")).isEqualTo(Cause.OTHER_POSITION);
        }
    }
}
