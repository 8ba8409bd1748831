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
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class TransactionPlannerTest {

    private record Numbered(int id) implements Records {}

    @Property
    void orderIsKept(@ForAll("deliveries") final List<Delivery<Integer>> deliveries) {
        final List<List<Delivery<Integer>>> plan = TransactionPlanner.plan(deliveries);
        assertEquals(deliveries, plan.stream().flatMap(List::stream).toList());
        assertTrue(plan.stream().noneMatch(List::isEmpty));
    }

    /** Ends of ranges are positions that are there. */
    @Property
    void aTransactionEndsWhereTheNextFlowFileRepeatsAnEndOfARange(
            @ForAll("deliveries") final List<Delivery<Integer>> deliveries) {
        final List<List<Delivery<Integer>>> plan = TransactionPlanner.plan(deliveries);
        for (int i = 0; i < plan.size(); i++) {
            final List<Delivery<Integer>> transaction = plan.get(i);
            for (int j = 1; j < transaction.size(); j++) {
                assertFalse(repeatsAnEnd(transaction.get(j), transaction.subList(0, j)));
            }
            assertTrue(i == 0 || repeatsAnEnd(transaction.getFirst(), plan.get(i - 1)));
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
    void aBatchIsDistinctIfNoTwoOfItsFlowFilesOverlap(
            @ForAll("deliveries") @NotEmpty final List<Delivery<Integer>> deliveries) {
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
        assertEquals(List.of(partitions), TransactionPlanner.plan(partitions));
    }

    @Test
    void copiesOfAFlowFileDoNot() {
        final List<Delivery<Integer>> copies =
                List.of(delivery(1, "a", 1, 9), delivery(2, "a", 1, 9), delivery(3, "a", 10, 19));
        assertEquals(List.of(copies.subList(0, 1), copies.subList(1, 3)), TransactionPlanner.plan(copies));
    }

    @Test
    void aThousandShardsAreSeveralTransactions() {
        final List<Delivery<Integer>> plan = IntStream.range(0, 1000)
                .mapToObj(i -> delivery(i, "shard" + i, 1, 9))
                .toList();
        assertEquals(
                List.of(200, 200, 200, 200, 200),
                TransactionPlanner.plan(plan).stream().map(List::size).toList());
    }

    @Test
    void numbersAreComparedAsNumbers() {
        assertTrue(Batch.of(List.of(delivery(1, "a", 8, 9), delivery(2, "a", 10, 11)))
                .distinct());
    }

    @Test
    void theSameNumbersInAnotherShardDoNotOverlap() {
        final List<Delivery<Integer>> plan = List.of(delivery(1, "a", 1, 9), delivery(2, "b", 1, 9));
        assertEquals(1, TransactionPlanner.plan(plan).size());
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
        final List<List<Delivery<Integer>>> plan =
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> TransactionPlanner.plan(many));
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
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(0, 120),
                        Arbitraries.integers().between(0, 6))
                .as((shard, from, length) -> range(shard, from, from + length));
        return range.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(ranges -> ranges.stream()
                        .collect(Collectors.toMap(ShardRange::shard, value -> value, (first, second) -> first)))
                .map(shards -> new Delivery<>(
                        shards.hashCode(), new Numbered(0), List.of(column("C", 0)), Optional.empty(), shards))
                .list()
                .ofMaxSize(12);
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
