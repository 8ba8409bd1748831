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

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StreamTallyTest {

    private static final StreamShape STREAM = new StreamShape(2, 3, 4, 200, RecordKind.ASCII, "a");

    private final StreamTally tally = new StreamTally(STREAM);

    @Example
    void isExactWhenEachRecordHasComeOnce() {
        addAll();
        assertThat(tally.result()).isEqualTo(new StreamTally.Result(24, 0, 0, 0));
        assertThat(tally.result().isExact()).isTrue();
    }

    @Example
    void aLineBeginsWithTheMetadataAndGoesOnWithThePayload() {
        final String payload = new String(STREAM.payload(1), StandardCharsets.UTF_8);
        assertThat(new String(line(5), StandardCharsets.UTF_8))
                .startsWith("{\"kinesisMetadata\":{\"stream\":\"" + STREAM.name()
                        + "\",\"shardId\":\"shardId-000000000000\"")
                .contains("\"sequenceNumber\":\"" + SequenceNumbers.of(5) + "\"")
                .endsWith("}," + payload.substring(1));
    }

    @Example
    void noticesARecordThatIsMissing() {
        add(0, line(0));
        assertThat(tally.result()).isEqualTo(new StreamTally.Result(1, 23, 0, 0));
        assertThat(tally.result().isExact()).isFalse();
    }

    @Example
    void noticesARecordThatComesAgain() {
        addAll();
        add(1, line(11));
        assertThat(tally.result()).isEqualTo(new StreamTally.Result(24, 0, 1, 0));
        assertThat(tally.result().isExact()).isFalse();
    }

    @Property(tries = 200)
    void noticesAByteThatIsAnother(@ForAll @IntRange(min = 1, max = 199) final int fromTheEnd) {
        final byte[] line = line(5);
        line[line.length - fromTheEnd] ^= 1;
        final StreamTally own = new StreamTally(STREAM);
        LandedLine.add(own, 0, line, 0, line.length);
        assertThat(own.result()).isEqualTo(new StreamTally.Result(0, 24, 0, 1));
    }

    @Example
    void noticesWhatIsNoRecordOfTheStream() {
        add(0, "{\"id\":1}".getBytes(StandardCharsets.UTF_8));
        add(0, line(12));
        assertThat(tally.result()).isEqualTo(new StreamTally.Result(0, 24, 0, 2));
    }

    private void addAll() {
        for (int shard = 0; shard < STREAM.shards(); shard++) {
            for (int ordinal = 0; ordinal < STREAM.shardRecords(); ordinal++) {
                add(shard, line(ordinal));
            }
        }
    }

    private void add(final int shard, final byte[] line) {
        LandedLine.add(tally, shard, line, 0, line.length);
    }

    private static byte[] line(final int ordinal) {
        return LandedLine.of(STREAM, 0, ordinal);
    }
}
