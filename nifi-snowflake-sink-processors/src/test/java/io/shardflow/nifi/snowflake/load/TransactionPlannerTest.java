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
package io.shardflow.nifi.snowflake.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransactionPlannerTest {

    private static final List<String> NAMES = List.of("a", "b", "c");

    private record Numbered(int id) implements Records {}

    /** Of a table that may have anything. */
    private static List<List<Delivery<Integer>>> plan(final List<Delivery<Integer>> deliveries) {
        return plan(deliveries, -1);
    }

    /** @param table up to where it has every shard but "a", which is not known; negative: none is known */
    private static List<List<Delivery<Integer>>> plan(final List<Delivery<Integer>> deliveries, final int table) {
        return TransactionPlanner.plan(deliveries, range -> isAbove(range, table));
    }

    private static boolean isAbove(final ShardRange range, final int table) {
        return table >= 0
                && !range.shard().shardId().equals("a")
                && range.min().isAfter(new Position(String.valueOf(table), 0));
    }

    /** Whatever goes straight into the table is not held up by what has to be looked for. */
    @Property
    void shardsThatRiseFromAboveTheTableShareTransactionsOnlyWithEachOther(
            @ForAll("deliveries") final List<Delivery<Integer>> deliveries,
            @ForAll @IntRange(max = 60) final int table) {
        for (final List<Delivery<Integer>> transaction : plan(deliveries, table)) {
            assertEquals(
                    1,
                    transaction.stream()
                            .map(delivery -> delivery.shards().keySet().stream()
                                    .allMatch(shard -> rises(shard, deliveries, table)))
                            .distinct()
                            .count());
        }
    }

    private static boolean rises(final StreamShard shard, final List<Delivery<Integer>> deliveries, final int table) {
        final List<ShardRange> ranges = deliveries.stream()
                .flatMap(delivery -> Stream.ofNullable(delivery.shards().get(shard)))
                .toList();
        return isAbove(ranges.getFirst(), table)
                && IntStream.range(1, ranges.size())
                        .allMatch(i ->
                                ranges.get(i).min().isAfter(ranges.get(i - 1).max()));
    }

    @Test
    void oneShardThatIsNotKnownHoldsUpNoOther() {
        final Delivery<Integer> known = delivery(1, "b", 10, 19);
        final Delivery<Integer> unknown = delivery(2, "a", 10, 19);
        final Delivery<Integer> alsoKnown = delivery(3, "c", 10, 19);
        final Delivery<Integer> next = delivery(4, "b", 20, 29);
        assertEquals(
                List.of(List.of(known, alsoKnown, next), List.of(unknown)),
                plan(List.of(known, unknown, alsoKnown, next), 9));
    }

    @Property
    void everyFlowFileIsInOneTransactionAndThoseOfAShardKeepTheirOrder(
            @ForAll("deliveries") final List<Delivery<Integer>> deliveries,
            @ForAll @IntRange(max = 60) final int table) {
        final List<List<Delivery<Integer>>> plan = plan(deliveries, table);
        final List<Delivery<Integer>> planned =
                plan.stream().flatMap(List::stream).toList();
        assertEquals(sorted(deliveries), sorted(planned));
        for (final String name : NAMES) {
            final StreamShard shard = new StreamShard("s", name);
            assertEquals(of(shard, deliveries), of(shard, planned));
        }
        assertTrue(plan.stream().noneMatch(List::isEmpty));
    }

    private static List<Integer> sorted(final List<Delivery<Integer>> deliveries) {
        return deliveries.stream().map(Delivery::source).sorted().toList();
    }

    private static List<Integer> of(final StreamShard shard, final List<Delivery<Integer>> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.shards().containsKey(shard))
                .map(Delivery::source)
                .toList();
    }

    /** Ends of ranges are positions that are there. */
    @Property
    void noFlowFileOfATransactionRepeatsAnEndOfARangeOfAnother(
            @ForAll("deliveries") final List<Delivery<Integer>> deliveries) {
        for (final List<Delivery<Integer>> transaction : plan(deliveries)) {
            for (int j = 1; j < transaction.size(); j++) {
                assertFalse(repeatsAnEnd(transaction.get(j), transaction.subList(0, j)));
            }
        }
    }

    @Property(tries = 200)
    void aTransactionHasRoom(@ForAll("ofManyShards") final List<Delivery<Integer>> deliveries) {
        for (final List<Delivery<Integer>> transaction : plan(deliveries)) {
            assertTrue(
                    transaction.size() == 1 || Batch.of(transaction).shards().size() <= TransactionPlanner.MOST_SHARDS);
        }
    }

    /** Each is where it is for a reason: an earlier transaction would be before one of its shard, or has no place for it. */
    @Property(tries = 400)
    void noFlowFileWaitsForALaterTransactionWithoutNeed(
            @ForAll("eitherKind") final List<Delivery<Integer>> deliveries) {
        final List<List<Delivery<Integer>>> plan = plan(deliveries);
        for (int i = 1; i < plan.size(); i++) {
            for (final Delivery<Integer> delivery : plan.get(i)) {
                final List<Delivery<Integer>> before = plan.get(i - 1).stream()
                        .filter(other -> other.source() < delivery.source())
                        .toList();
                final boolean isBehindItsShard = plan.get(i).stream()
                        .anyMatch(other -> other.source() < delivery.source()
                                && delivery.shards().keySet().stream().anyMatch(other.shards()::containsKey));
                assertTrue(isBehindItsShard
                        || repeatsAnEnd(delivery, before)
                        || Batch.of(Stream.concat(before.stream(), Stream.of(delivery))
                                                .toList())
                                        .shards()
                                        .size()
                                > TransactionPlanner.MOST_SHARDS);
            }
        }
    }

    @Test
    void shardsInTurnAreNoMoreTransactionsThanTheirNumberAsksFor() {
        for (final int shards : List.of(200, 201, 400, 1000)) {
            final List<Delivery<Integer>> inTurn = IntStream.range(0, 10_000)
                    .mapToObj(i -> delivery(i, "shard" + i % shards, i, i))
                    .toList();
            assertEquals((shards + 199) / 200, plan(inTurn).size());
        }
    }

    private static boolean repeatsAnEnd(final Delivery<Integer> next, final List<Delivery<Integer>> before) {
        return before.stream()
                .flatMap(delivery -> delivery.shards().values().stream())
                .anyMatch(range -> Stream.ofNullable(next.shards().get(range.shard()))
                        .flatMap(other -> Stream.of(other.min(), other.max()))
                        .anyMatch(end -> end.equals(range.min()) || end.equals(range.max())));
    }

    @Property
    void aBatchIsDistinctIfNoTwoOfItsFlowFilesOverlap(@ForAll("deliveries") final List<Delivery<Integer>> deliveries) {
        Assume.that(!deliveries.isEmpty());
        boolean overlap = false;
        for (int i = 0; i < deliveries.size(); i++) {
            for (int j = 0; j < i; j++) {
                overlap |= overlap(deliveries.get(i), deliveries.get(j));
            }
        }
        assertEquals(!overlap, Batch.of(deliveries).distinct());
    }

    private static boolean overlap(final Delivery<Integer> one, final Delivery<Integer> other) {
        return one.shards().values().stream()
                .anyMatch(range ->
                        Stream.ofNullable(other.shards().get(range.shard())).anyMatch(range::overlaps));
    }

    @Test
    void whatPartitionRecordMakesOfAFlowFileSharesATransaction() {
        final List<Delivery<Integer>> partitions = IntStream.range(0, 500)
                .mapToObj(i -> delivery(i, "a", i, 100_000 + i))
                .toList();
        assertEquals(List.of(partitions), plan(partitions));
    }

    @Test
    void copiesOfAFlowFileDoNot() {
        final List<Delivery<Integer>> copies =
                List.of(delivery(1, "a", 1, 9), delivery(2, "a", 1, 9), delivery(3, "a", 10, 19));
        assertEquals(List.of(copies.subList(0, 1), copies.subList(1, 3)), plan(copies));
    }

    @Test
    void aThousandShardsAreSeveralTransactions() {
        final List<Delivery<Integer>> plan = IntStream.range(0, 1000)
                .mapToObj(i -> delivery(i, "shard" + i, 1, 9))
                .toList();
        assertEquals(
                List.of(200, 200, 200, 200, 200),
                plan(plan).stream().map(List::size).toList());
    }

    @Test
    void numbersAreComparedAsNumbers() {
        assertTrue(Batch.of(List.of(delivery(1, "a", 8, 9), delivery(2, "a", 10, 11)))
                .distinct());
    }

    @Test
    void theSameNumbersInAnotherShardDoNotOverlap() {
        final List<Delivery<Integer>> plan = List.of(delivery(1, "a", 1, 9), delivery(2, "b", 1, 9));
        assertEquals(1, plan(plan).size());
        assertTrue(Batch.of(plan).distinct());
    }

    @Test
    void tenThousandFlowFilesOfFiftyShardsArePlannedAtOnce() {
        final List<Delivery<Integer>> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Delivery<>(
                        i,
                        new Numbered(0),
                        List.of(column("C", 0)),
                        Optional.empty(),
                        IntStream.range(0, 50)
                                .mapToObj(shard -> range("shard" + shard, i, i))
                                .collect(Collectors.toMap(ShardRange::shard, range -> range))))
                .toList();
        final List<List<Delivery<Integer>>> plan = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> plan(many));
        assertEquals(1, plan.size());
    }

    @Test
    void aBatchSumsUpItsFlowFiles() {
        final Batch batch = Batch.of(List.of(delivery(1, "a", 1, 3), delivery(2, "b", 5, 5), delivery(3, "a", 7, 9)));
        final StreamShard shard = new StreamShard("s", "a");
        assertEquals(List.of(new Numbered(1), new Numbered(2), new Numbered(3)), batch.records());
        assertEquals(
                List.of(
                        new LoadColumn("C", "VARIANT", List.of("c1", "c2", "c3")),
                        column("C1", 1),
                        column("C2", 2),
                        column("C3", 3)),
                batch.columns());
        assertEquals(new Position("1", 0), batch.shards().get(shard).min());
        assertEquals(new Position("9", 0), batch.shards().get(shard).max());
        assertEquals(
                Optional.of(new ArrivalRange(1, 9)), batch.shards().get(shard).arrivals());
        assertEquals(7, batch.rows());
    }

    @Test
    void arrivalsAreUnknownAsSoonAsOneIs() {
        final Position position = new Position("1", 0);
        final StreamShard shard = new StreamShard("s", "a");
        final ShardRange known = new ShardRange(shard, position, position, Optional.of(new ArrivalRange(1, 2)), 1);
        final ShardRange unknown = new ShardRange(shard, position, position, Optional.empty(), 1);
        assertTrue(known.and(unknown).arrivals().isEmpty());
        assertTrue(unknown.and(known).arrivals().isEmpty());
    }

    @Provide
    Arbitrary<List<Delivery<Integer>>> deliveries() {
        final Arbitrary<ShardRange> range = Combinators.combine(
                        Arbitraries.of(NAMES),
                        Arbitraries.integers().between(0, 120),
                        Arbitraries.integers().between(0, 6))
                .as((shard, from, length) -> range(shard, from, from + length));
        return range.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(ranges -> ranges.stream()
                        .collect(Collectors.toMap(ShardRange::shard, value -> value, (first, second) -> first)))
                .list()
                .ofMaxSize(12)
                .map(TransactionPlannerTest::inOrder);
    }

    /** A FlowFile has up to two and a half times the shards that a transaction may have. */
    @Provide
    Arbitrary<List<Delivery<Integer>>> ofManyShards() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.of(1, 2, 50, 100, 199, 200, 201, 500),
                        Arbitraries.integers().between(0, 120))
                .as((first, shards, at) -> IntStream.range(first, first + shards)
                        .mapToObj(i -> range("shard" + i, at, at))
                        .collect(Collectors.toMap(ShardRange::shard, range -> range)))
                .list()
                .ofMaxSize(12)
                .map(TransactionPlannerTest::inOrder);
    }

    @Provide
    Arbitrary<List<Delivery<Integer>>> eitherKind() {
        return Arbitraries.oneOf(deliveries(), ofManyShards());
    }

    /** Each is called by its number. */
    private static List<Delivery<Integer>> inOrder(final List<Map<StreamShard, ShardRange>> flowFiles) {
        return IntStream.range(0, flowFiles.size())
                .mapToObj(i ->
                        new Delivery<>(i, new Numbered(0), List.of(column("C", 0)), Optional.empty(), flowFiles.get(i)))
                .toList();
    }

    private static Delivery<Integer> delivery(final int id, final String shard, final int from, final int to) {
        final ShardRange range = range(shard, from, to);
        return new Delivery<>(
                id,
                new Numbered(id),
                List.of(column("C", id), column("C" + id, id)),
                Optional.empty(),
                Map.of(range.shard(), range));
    }

    private static LoadColumn column(final String name, final int field) {
        return new LoadColumn(name, "VARIANT", List.of("c" + field));
    }

    private static ShardRange range(final String shard, final int from, final int to) {
        return new ShardRange(
                new StreamShard("s", shard),
                new Position(String.valueOf(from), 0),
                new Position(String.valueOf(to), 0),
                Optional.of(new ArrivalRange(from, to)),
                to - from + 1L);
    }
}
