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
package io.shardflow.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StreamShapeTest {

    private static final ObjectMapper STRICT = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    @Property
    void itsNameSaysAllOfIt(
            @ForAll @IntRange(min = 1, max = 10_000) final int shards,
            @ForAll @IntRange(min = 1) final int answers,
            @ForAll @IntRange(min = 1, max = 10_000) final int answerRecords,
            @ForAll @IntRange(min = 160, max = 1_000_000) final int recordBytes,
            @ForAll final RecordKind kind) {
        final StreamShape shape =
                new StreamShape(shards, answers % 99_999_999 + 1, answerRecords, recordBytes, kind, "w-1");
        assertThat(StreamShape.ofName(shape.name())).isEqualTo(shape);
        // what Kinesis allows
        assertThat(shape.name()).matches("[a-zA-Z0-9_.-]{1,128}");
    }

    @Property(tries = 200)
    void eachPayloadIsAJsonObjectOfTheExactSizeAndTheSameEachTime(
            @ForAll final RecordKind kind,
            @ForAll @IntRange(max = 9_999) final int number,
            @ForAll @IntRange(min = RecordKind.SMALLEST, max = 12_000) final int size)
            throws IOException {
        final byte[] payload = kind.payload(number, size);
        assertThat(payload).hasSize(size);
        assertThat(STRICT.readTree(payload).isObject()).isTrue();
        assertThat(kind.payload(number, size)).isEqualTo(payload);
    }

    @Property
    void aSequenceNumberSaysWhichRecordHasIt(@ForAll @LongRange(min = 0, max = 999_999_999_999L) final long ordinal) {
        assertThat(SequenceNumbers.of(ordinal)).hasSize(SequenceNumbers.DIGITS).containsOnlyDigits();
        assertThat(SequenceNumbers.ordinal(SequenceNumbers.of(ordinal))).isEqualTo(ordinal);
    }

    @Example
    void hasAtLeastTheBytesThatWereAskedFor() {
        final StreamShape shape = StreamShape.ofBytes(10_000_000, 16, 1_000, 1_000, RecordKind.ASCII, "a");
        assertThat(shape.answers()).isEqualTo(1);
        assertThat(shape.bytes()).isEqualTo(16_000_000);
        assertThat(StreamShape.ofBytes(16_000_001, 16, 1_000, 1_000, RecordKind.ASCII, "a")
                        .answers())
                .isEqualTo(2);
    }

    @Example
    void refusesWhatIsNoName() {
        assertThatThrownBy(() -> StreamShape.ofName("orders")).hasMessageContaining("orders");
        assertThatThrownBy(() -> StreamShape.ofName("replay-0x1x1x200.ascii.a")).hasMessageContaining("shards");
    }
}
