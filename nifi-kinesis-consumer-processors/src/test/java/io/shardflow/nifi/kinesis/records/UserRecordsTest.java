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
package io.shardflow.nifi.kinesis.records;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.stream.HashRange;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.Messages;

class UserRecordsTest {

    private static final BigInteger MIDDLE = BigInteger.ONE.shiftLeft(127);
    private static final HashRange LOWER = new HashRange(BigInteger.ZERO, MIDDLE.subtract(BigInteger.ONE));

    /** The client library's own unpacking is the yardstick wherever its hash-range rule does not matter. */
    @Property
    void unpacksAsTheClientLibraryDoes(
            @ForAll @Size(min = 1, max = 20) final List<String> texts,
            @ForAll @IntRange(min = 0, max = 5) final int padding) {
        final List<String> payloads = texts.stream().map(UserRecordsTest::clean).toList();
        final byte[] packed = Aggregates.aggregate(payloads, List.of());
        final ByteBuffer inside = ByteBuffer.allocate(packed.length + 2 * padding);
        inside.position(padding).put(packed).position(padding).limit(padding + packed.length);
        final List<KinesisClientRecord> expected = new AggregatorUtil()
                .deaggregate(List.of(KinesisClientRecord.builder()
                        .sequenceNumber("7")
                        .partitionKey("a")
                        .approximateArrivalTimestamp(Instant.ofEpochMilli(5))
                        .data(ByteBuffer.wrap(packed))
                        .build()));
        final List<UserRecord> records = unpack(inside.asReadOnlyBuffer(), 0, Optional.empty());
        assertEquals(expected.size(), records.size());
        for (int i = 0; i < records.size(); i++) {
            assertEquals(
                    expected.get(i).subSequenceNumber(),
                    records.get(i).position().subSequenceNumber());
            assertEquals(expected.get(i).partitionKey(), records.get(i).partitionKey());
            assertArrayEquals(expected.get(i).data().array(), records.get(i).payload());
        }
        assertEquals(padding, inside.position());
    }

    @Property
    void leavesOutExactlyTheUserRecordsOutsideTheRange(@ForAll @Size(min = 1, max = 20) final List<Boolean> inside) {
        final List<String> payloads =
                IntStream.range(0, inside.size()).mapToObj(Integer::toString).toList();
        final List<BigInteger> keys =
                inside.stream().map(in -> in ? BigInteger.TEN : MIDDLE).toList();
        final ByteBuffer data = ByteBuffer.wrap(Aggregates.aggregate(payloads, keys));
        final List<UserRecord> records = new ArrayList<>();
        final int left =
                UserRecords.unpack(data, "7", 5, new Packing(inside.size(), 0, Optional.of(LOWER)), records::add);
        assertEquals(
                IntStream.range(0, inside.size()).filter(inside::get).boxed().toList(),
                records.stream()
                        .map(record -> (int) record.position().subSequenceNumber())
                        .toList());
        assertEquals(inside.size() - records.size(), left);
    }

    @Test
    void withoutAnExplicitHashKeyThePartitionKeyDecides() {
        final Aggregate aggregate =
                Aggregate.in(Aggregates.aggregate(List.of("x", "y"))).orElseThrow();
        // md5sum of "k0" and "k1"
        assertEquals(new BigInteger("28d61f7b1f07d88c18f1068410d140b5", 16), aggregate.hashKey(0));
        assertEquals(new BigInteger("b637b17af08aced8850c18cccde915da", 16), aggregate.hashKey(1));
    }

    @Test
    void beginsWithTheFirstUserRecordThatIsNotCheckpointed() {
        final ByteBuffer data = Aggregates.aggregate(List.of("0", "1", "2"));
        final List<UserRecord> records = unpack(data, 2, Optional.empty());
        assertEquals(List.of("2"), records.stream().map(UserRecordsTest::text).toList());
    }

    @Test
    void onlyTheProducerLibraryPutsUserRecordsAgain() {
        assertTrue(UserRecords.isPutAgainOutsideItsShard("a", 2));
        assertFalse(UserRecords.isPutAgainOutsideItsShard("a", 1));
        assertFalse(UserRecords.isPutAgainOutsideItsShard("order-17", 2));
    }

    @Test
    void whatIsNoWholeAggregateIsNone() {
        final byte[] good = Aggregates.aggregate(List.of("x"), List.of(BigInteger.ONE));
        assertTrue(isAggregate(good));
        for (int i = 0; i < good.length; i++) {
            final byte[] damaged = good.clone();
            damaged[i] ^= 1;
            assertFalse(isAggregate(damaged), "byte " + i);
        }
        assertFalse(isAggregate(new byte[0]));
        assertFalse(isAggregate(AggregatorUtil.AGGREGATED_RECORD_MAGIC));
        assertFalse(isAggregate("{\"n\":1}".getBytes(StandardCharsets.UTF_8)));
        assertFalse(isAggregate(Aggregates.framed("no message".getBytes(StandardCharsets.UTF_8))));
        assertFalse(isAggregate(Aggregates.framed(record(5, 0).build().toByteArray())), "no such partition key");
        assertFalse(isAggregate(Aggregates.framed(record(0, 5).build().toByteArray())), "no such hash key");
        assertFalse(isAggregate(Aggregates.framed(
                record(0, 0).setExplicitHashKeyTable(0, "ten").build().toByteArray())));
        assertFalse(isAggregate(Aggregates.framed(record(-1, 0).build().toByteArray())), "an index beyond any table");
    }

    private static Messages.AggregatedRecord.Builder record(final long partitionKey, final long hashKey) {
        return Messages.AggregatedRecord.newBuilder()
                .addPartitionKeyTable("k")
                .addExplicitHashKeyTable("10")
                .addRecords(Messages.Record.newBuilder()
                        .setPartitionKeyIndex(partitionKey)
                        .setExplicitHashKeyIndex(hashKey)
                        .setData(com.google.protobuf.ByteString.EMPTY));
    }

    private static boolean isAggregate(final byte[] data) {
        return Aggregate.in(ByteBuffer.wrap(data)).isPresent();
    }

    private static List<UserRecord> unpack(final ByteBuffer data, final long from, final Optional<HashRange> only) {
        final List<UserRecord> records = new ArrayList<>();
        UserRecords.unpack(data, "7", 5, new Packing(Integer.MAX_VALUE, from, only), records::add);
        return records;
    }

    private static String text(final UserRecord record) {
        return new String(record.payload(), StandardCharsets.UTF_8);
    }

    private static String clean(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
