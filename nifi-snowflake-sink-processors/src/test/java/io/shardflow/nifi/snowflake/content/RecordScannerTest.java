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
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordScannerTest {

    private static final String SEQUENCE = "49640000000000000000000000000000000000000000000000000001";
    private static final String METADATA = """
            {"stream":"orders","shardId":"shardId-000000000003","approximateArrival":1795377944000,"partitionKey":"k",\
            "sequenceNumber":"%s","subSequenceNumber":7,"shardedSequenceNumber":"x"}""".formatted(SEQUENCE);

    private final RecordScanner scanner = new RecordScanner("kinesisMetadata", SizeLimits.STANDARD.bytes());

    private ScannedRecord scan(final String line) throws UnloadableRecordException {
        final byte[] bytes = ("xx" + line + "yy").getBytes(StandardCharsets.UTF_8);
        return scanner.scan(bytes, 2, bytes.length - 4);
    }

    private void assertNoPosition(final String metadata, final String problem) {
        assertRefused("{\"kinesisMetadata\":" + metadata + "}", problem);
    }

    private void assertRefused(final String line, final String reason) {
        assertThatThrownBy(() -> scan(line))
                .isInstanceOf(UnloadableRecordException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void readsIdentityAndFields() throws UnloadableRecordException {
        final ScannedRecord scanned = scan("{\"kinesisMetadata\":" + METADATA + ",\"id\":1,\"näme\":{\"id\":[{}]}}");

        assertThat(scanned.fields()).containsExactly("kinesisMetadata", "id", "näme");
        assertThat(scanned.identity())
                .isEqualTo(new ScannedRecord.Identity(
                        new StreamShard("orders", "shardId-000000000003"), new Position(SEQUENCE, 7), 1795377944000L));
    }

    @Test
    void findsTheMetadataFieldIgnoringCaseAndAnywhere() throws UnloadableRecordException {
        assertThat(scan("{\"a\":{\"kinesisMetadata\":1},\"KINESISMETADATA\":" + METADATA + "}")
                        .identity())
                .isNotNull();
    }

    @Test
    void anAbsentOrNullSubSequenceNumberIsZeroAndAnAbsentArrivalIsUnknown() throws UnloadableRecordException {
        final String rest = "\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"12\"";
        for (final String metadata : new String[] {"{" + rest + "}", "{" + rest + ",\"subSequenceNumber\":null}"}) {
            assertThat(scan("{\"kinesisMetadata\":" + metadata + "}").identity())
                    .isEqualTo(new ScannedRecord.Identity(new StreamShard("s", "x"), new Position("12", 0), null));
        }
    }

    @Test
    void anArrivalThatIsNoWholeNumberIsUnknown() throws UnloadableRecordException {
        for (final String arrival : new String[] {"1.5", "\"soon\"", "-1", "{}", "99999999999999999999", "null"}) {
            assertThat(scan("{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"1\","
                                    + "\"approximateArrival\":" + arrival + "}}")
                            .identity()
                            .arrival())
                    .as(arrival)
                    .isNull();
        }
    }

    @Test
    void refusesAPositionThatSqlCouldReadInAnotherWay() {
        final String shard = "\"stream\":\"s\",\"shardId\":\"x\"";
        assertNoPosition("{" + shard + ",\"sequenceNumber\":4964}", "JSON number");
        assertNoPosition("{" + shard + ",\"sequenceNumber\":\"007\"}", "string of digits");
        assertNoPosition("{" + shard + ",\"sequenceNumber\":null}", "string of digits");
        assertNoPosition("{" + shard + ",\"sequenceNumber\":\"1\",\"subSequenceNumber\":1.0}", "subSequenceNumber");
        assertNoPosition("{" + shard + ",\"sequenceNumber\":\"1\",\"subSequenceNumber\":-0}", "subSequenceNumber");
        assertNoPosition(
                "{" + shard + ",\"sequenceNumber\":\"1\",\"subSequenceNumber\":9223372036854775808}",
                "subSequenceNumber");
        assertNoPosition("{\"stream\":\"it's\",\"shardId\":\"x\",\"sequenceNumber\":\"1\"}", "Kinesis name");
        assertNoPosition("{\"stream\":\"s\",\"sequenceNumber\":\"1\"}", "lacks");
        assertNoPosition("[1]", "not an object");
        assertRefused("{\"a\":1}", "'kinesisMetadata' is missing");
    }

    @Test
    void whatTheParserHasReadMayBeAltered() throws UnloadableRecordException {
        scan("{\"kinesisMetadata\":" + METADATA + "}");
        assertThat(scanner.isUnaltered()).isTrue();
        scan("{\"kinesisMetadata\":" + METADATA + ",\"escaped \\n\":1e400}");
        assertThat(scanner.isUnaltered()).isFalse();
    }

    @Test
    void refusesWhatIsNotOneJsonObject() {
        for (final String line : new String[] {
            "{",
            "{}}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":\"\u0001\"}",
            "{\"a\":tru}"
        }) {
            assertThatThrownBy(() -> scan(line)).as(line).isInstanceOf(UnloadableRecordException.class);
        }
        assertRefused("[{\"a\":1}]", "One Line Per Object");
        assertRefused("\"text\"", "not a JSON object");
        assertRefused("{\"a\":1}{\"a\":2}", "more than one JSON value");
    }

    @Test
    void refusesKeysThatOccurTwiceOrMeetInOneColumn() {
        assertRefused("{\"a\":1,\"a\":2}", "a key occurs twice");
        assertRefused("{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}", "a key occurs twice");
        assertRefused("{\"kinesisMetadata\":" + METADATA + ",\"KinesisMetadata\":1}", "differ only in case");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        final byte[][] broken = {
            {'{', '"', (byte) 0xC3, '"', ':', '1', '}'},
            {'{', '"', 'a', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'},
            {'{', '"', 'a', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}'},
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)
        };
        for (final byte[] line : broken) {
            assertThatThrownBy(() -> scanner.scan(line, 0, line.length))
                    .isInstanceOf(UnloadableRecordException.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void neverQuotesTheContent() {
        for (final String line : new String[] {
            "{\"a\":secret}", "secret", "{\"a\":\"secret", "{\"secret\":1,\"secret\":2}", "{\"a\":1}secret"
        }) {
            assertThatThrownBy(() -> scan(line))
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
    }

    @Test
    void refusesWhatIsLargerThanAVariant() throws UnloadableRecordException {
        final String start = "{\"kinesisMetadata\":" + METADATA + ",\"a\":\"";
        final String end = "\"}";
        final String filling = "x".repeat(SizeLimits.STANDARD.bytes() - start.length() - end.length());
        assertThat(scan(start + filling + end).fields()).hasSize(2);
        assertRefused(start + filling + "x" + end, "larger than 16777216 bytes");
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertRefused("{\"a\":" + "[".repeat(RecordScanner.MAX_DEPTH + 1), "nested deeper");
    }
}
