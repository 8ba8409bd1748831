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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Aggregates;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.stream.HashRange;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class RecordIntakeTest {

    private static final String SHARD = "shardId-000000000000";
    private static final ByteBuffer THREE = Aggregates.aggregate(List.of("{\"n\":0}", "{\"n\":1}", "{\"n\":2}"));

    private int lookups;

    @Test
    void arrayAndPositionAreThoseOfTheRecord() {
        final KinesisClientRecord record = record("17", "key", ByteBuffer.wrap(new byte[] {'{', '}'}));
        final BufferedRecord taken = only(intake(ExtendedSequenceNumber.TRIM_HORIZON), record);
        assertEquals(new Position("17", 0), taken.position());
        assertEquals("key", taken.partitionKey());
        assertEquals(5, taken.arrivalMillis());
        assertSame(record.data().array(), taken.payload());
        assertEquals(Optional.empty(), taken.packing());
    }

    /** The numbers have different lengths, so their order is not that of their text. */
    @Property
    void exactlyTheRecordsAfterTheCheckpointAreTaken(
            @ForAll @IntRange(min = 85, max = 115) final int checkpoint,
            @ForAll @IntRange(max = 30) final int firstAnswer) {
        final RecordIntake intake = intake(new ExtendedSequenceNumber(Integer.toString(checkpoint), 0L));
        final List<Long> taken = new ArrayList<>();
        for (final long[] range : new long[][] {{85, 85 + firstAnswer}, {85 + firstAnswer, 120}}) {
            final List<BufferedRecord> answer = intake.take(LongStream.range(range[0], range[1])
                    .mapToObj(n -> record(Long.toString(n), "key", ByteBuffer.allocate(1)))
                    .toList());
            intake.accepted(answer);
            answer.forEach(record -> taken.add(Long.parseLong(record.position().sequenceNumber())));
        }
        assertEquals(LongStream.range(checkpoint + 1, 120).boxed().toList(), taken);
    }

    @Test
    void anAnswerThatWasNotAcceptedIsTakenInTheSameWayAgain() {
        final RecordIntake intake = intake(new ExtendedSequenceNumber("17", 0L));
        final List<KinesisClientRecord> answer =
                List.of(record("17", "key", ByteBuffer.allocate(1)), record("18", "key", ByteBuffer.allocate(1)));
        assertEquals(1, intake.take(answer).size());
        assertEquals(1, intake.take(answer).size());
        intake.accepted(intake.take(answer));
        assertEquals(2, intake.take(answer).size());
        intake.backTo("18");
        assertEquals(2, intake.take(answer).size());
        intake.backTo("17");
        assertEquals(1, intake.take(answer).size());
    }

    @Test
    void anAggregatedRecordIsOneAtThePositionOfItsLastUserRecord() {
        final BufferedRecord taken =
                only(intake(ExtendedSequenceNumber.TRIM_HORIZON), record("17", "k0", THREE.duplicate()));
        assertEquals(new Position("17", 2), taken.position());
        assertEquals(List.of("0{\"n\":0}", "1{\"n\":1}", "2{\"n\":2}"), unpacked(taken));
    }

    @Test
    void theRestOfAnAggregatedRecordThatWasCheckpointedInTheMiddleIsDelivered() {
        final KinesisClientRecord record = record("17", "k0", THREE.duplicate());
        assertEquals(
                List.of("1{\"n\":1}", "2{\"n\":2}"),
                unpacked(only(intake(new ExtendedSequenceNumber("17", 0L)), record)));
        assertEquals(
                List.of("0{\"n\":0}", "1{\"n\":1}", "2{\"n\":2}"),
                unpacked(only(intake(new ExtendedSequenceNumber("17", -1L)), record)));
        assertEquals(List.of(), intake(new ExtendedSequenceNumber("17", 2L)).take(List.of(record)));
    }

    @Test
    void userRecordsOutsideTheShardAreLeftOutOnlyIfTheirProducerPutsThemAgainAndThatIsWanted() {
        final byte[] packed =
                Aggregates.aggregate(List.of("in", "out"), List.of(BigInteger.valueOf(5), BigInteger.valueOf(50)));
        final KinesisClientRecord resent = record("17", "a", ByteBuffer.wrap(packed));
        final RecordIntake intake = intake(ExtendedSequenceNumber.TRIM_HORIZON);
        assertEquals(List.of("0in"), unpacked(only(intake, resent)));
        assertEquals(List.of("0in"), unpacked(only(intake, resent)));
        assertEquals(1, lookups);
        assertEquals(List.of("0in", "1out"), unpacked(only(intake, record("17", "b", ByteBuffer.wrap(packed)))));
        assertEquals(
                List.of("0in", "1out"),
                unpacked(only(new RecordIntake(SHARD, ExtendedSequenceNumber.TRIM_HORIZON, context(false)), resent)));
        assertEquals(1, lookups);
    }

    @Test
    void aRecordWithoutASequenceNumberOfKinesisIsRefused() {
        final RecordIntake intake = intake(ExtendedSequenceNumber.TRIM_HORIZON);
        final List<KinesisClientRecord> answer = List.of(record("LATEST", "key", ByteBuffer.allocate(1)));
        assertThrows(IllegalArgumentException.class, () -> intake.take(answer));
    }

    private static BufferedRecord only(final RecordIntake intake, final KinesisClientRecord record) {
        final List<BufferedRecord> taken = intake.take(List.of(record));
        assertEquals(1, taken.size());
        return taken.getFirst();
    }

    private static List<String> unpacked(final BufferedRecord record) {
        final List<String> users = new ArrayList<>();
        record.unpack(user ->
                users.add(user.position().subSequenceNumber() + new String(user.payload(), StandardCharsets.UTF_8)));
        return users;
    }

    private static KinesisClientRecord record(
            final String sequenceNumber, final String partitionKey, final ByteBuffer data) {
        return KinesisClientRecord.builder()
                .sequenceNumber(sequenceNumber)
                .partitionKey(partitionKey)
                .data(data)
                .approximateArrivalTimestamp(Instant.ofEpochMilli(5))
                .build();
    }

    private RecordIntake intake(final ExtendedSequenceNumber checkpoint) {
        return new RecordIntake(SHARD, checkpoint, context(true));
    }

    private SchedulerContext context(final boolean dropsResent) {
        final ShardEnds ends = new ShardEnds() {
            @Override
            public boolean isReallyClosed(final String shardId) {
                throw new AssertionError("not asked for records");
            }

            @Override
            public Optional<HashRange> hashRange(final String shardId) {
                lookups++;
                return Optional.of(new HashRange(BigInteger.ZERO, BigInteger.TEN));
            }
        };
        return new SchedulerContext(null, null, null, ends, null, dropsResent, ShardStarts.OLDEST, null, null);
    }
}
