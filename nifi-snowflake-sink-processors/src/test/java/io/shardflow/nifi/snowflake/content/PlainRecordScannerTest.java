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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainRecordScannerTest {

    private static final String METADATA =
            "\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-1\",\"approximateArrival\":1795377944000,"
                    + "\"partitionKey\":\"k\",\"sequenceNumber\":\"123\",\"subSequenceNumber\":7,\"shardedSequenceNumber\":\"x\"}";

    private final PlainRecordScanner scanner = new PlainRecordScanner("kinesismetadata");
    private final ValueSpans spans = new ValueSpans();

    private ScannedRecord scan(final String line) {
        final byte[] bytes = ("\"}" + line + ",\"").getBytes(StandardCharsets.UTF_8);
        return scanner.scan(bytes, 2, bytes.length - 4, spans);
    }

    private static String record(final String fields) {
        return "{" + METADATA + fields + "}";
    }

    @Test
    void readsTheOrdinaryRecord() {
        final ScannedRecord found =
                scan(record(" , \"id\" : -1.5,\"näme\":{\"id\":[{},[ ],true,null,false,\"a\\\\\\\"\"]},\"long\":\""
                        + "text ".repeat(9) + "\" "));
        assertThat(found.fields()).containsExactly("kinesisMetadata", "id", "näme", "long");
        assertThat(found.identity())
                .isEqualTo(new ScannedRecord.Identity(
                        new StreamShard("orders", "shardId-1"), new Position("123", 7), 1795377944000L));
        assertThat(new String(spans.bytes(), spans.offset(1), spans.length(1), StandardCharsets.UTF_8))
                .isEqualTo("-1.5");
        assertThat(scanner.isUnaltered()).isTrue();
    }

    @Test
    void namesAreTheSameObjectsFromRecordToRecord() {
        final List<String> first = scan(record(",\"a\":1,\"b\":2")).fields();
        assertThat(scan(record(",\"a\":3,\"b\":4")).fields()).isSameAs(first);
        assertThat(scan(record(",\"a\":3")).fields()).containsExactly("kinesisMetadata", "a");
        assertThat(scan(record(",\"b\":3,\"a\":3")).fields()).containsExactly("kinesisMetadata", "b", "a");
    }

    @Test
    void aNameThatIsThereTwiceIsLeftToTheParserEachTime() {
        assertThat(scan(record(",\"a\":1,\"b\":1"))).isNotNull();
        assertThat(scan(record(",\"b\":1,\"b\":1"))).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(scan(record(",\"a\":1,\"a\":2"))).isNull();
            assertThat(scan(record(",\"a\":{\"b\":1,\"b\":2}"))).isNull();
            assertThat(scan(record(",\"KINESISMETADATA\":2"))).isNull();
        }
    }

    @Test
    void itKnowsWhatAVariantDoesNotAlter() {
        assertThat(scan(record(",\"a\":" + "1".repeat(38)))).isNotNull();
        assertThat(scanner.isUnaltered()).isTrue();
        for (final String value : List.of("1".repeat(39), "1e5", "[-0.1E-2]", "\"\\u00e4\"")) {
            assertThat(scan(record(",\"a\":" + value))).as(value).isNotNull();
            assertThat(scanner.isUnaltered()).as(value).isFalse();
        }
    }

    @Test
    void wideRecordsAreReadOnceTheirNamesAreKnown() {
        final String wide =
                IntStream.range(0, 100).mapToObj(i -> ",\"f" + i + "\":" + i).collect(Collectors.joining());
        assertThat(scan(record(wide)).fields()).hasSize(101);
        assertThat(scan(record(wide + ",\"more\":1")).fields()).hasSize(102);
    }
}
