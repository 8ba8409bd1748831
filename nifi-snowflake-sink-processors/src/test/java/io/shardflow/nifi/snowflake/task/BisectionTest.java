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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.content.RecordGate;
import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.LoadOutcome.Ground;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for refused records, against a table that refuses some numbers. */
class BisectionTest {

    private static final Pattern NUMBER = Pattern.compile("\"sequenceNumber\":\"(\\d+)\"");

    /** What an error says about the row that is to blame. */
    private enum Hint {
        NONE,
        RIGHT,
        WRONG
    }

    @TempDir
    Path folder;

    private final List<Integer> landed = new ArrayList<>();
    private LoadBudget budget = new LoadBudget();
    private Ground ground = Ground.ROW;
    private int loads;

    private static String record(final int number) {
        return "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"" + number
                + "\"},\"a\":1}";
    }

    private static List<Integer> numbers(final Path file) {
        try (InputStream in = new ZstdInputStreamNoFinalizer(Files.newInputStream(file))) {
            return NUMBER.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadOutcome load(final Batch batch, final Set<Integer> bad, final Hint hint, final Random random) {
        loads++;
        final List<Integer> numbers = numbers(((RecordFile) batch.records().getFirst()).path());
        assertThat(batch.rows()).isEqualTo(numbers.size());
        final Optional<Integer> first = numbers.stream().filter(bad::contains).findFirst();
        if (first.isPresent()) {
            return rejected(
                    switch (hint) {
                        case NONE -> OptionalLong.empty();
                        case RIGHT -> OptionalLong.of(numbers.indexOf(first.get()) + 1);
                        case WRONG -> OptionalLong.of(1 + random.nextInt(numbers.size() + 2));
                    });
        }
        landed.addAll(numbers);
        return new LoadOutcome.Loaded(numbers.size() - 1L, 1, true, 1, Set.of());
    }

    private LoadOutcome.Rejected rejected(final OptionalLong row) {
        return new LoadOutcome.Rejected("does not fit", ground, row);
    }

    private SpooledContent spool(final int records) throws Exception {
        final String content =
                IntStream.range(0, records).mapToObj(BisectionTest::record).collect(Collectors.joining("\n"));
        return new ContentSpooler(folder, "kinesisMetadata", true, RecordGate.OPEN, SizeLimits.STANDARD.bytes())
                .spool(() -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private Bisection bisection(final SpooledContent content, final Bisection.Loader loader) {
        budget.begin();
        return new Bisection(
                new Delivery<>(
                        new MockFlowFile(1),
                        content.file(),
                        List.of(new LoadColumn("A", "VARIANT", List.of("a"))),
                        Optional.empty(),
                        content.shards()),
                content,
                gate -> new ContentSpooler(folder, "kinesisMetadata", false, gate, SizeLimits.STANDARD.bytes()),
                loader,
                budget);
    }

    private static Set<Integer> numbers(final List<RejectedRecords> refused, final boolean alone) {
        final Set<Integer> numbers = new TreeSet<>();
        for (final RejectedRecords records : refused) {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                records.writeTo(out);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            out.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("beside it") != alone)
                    .forEach(line -> {
                        final Matcher number = NUMBER.matcher(line);
                        assertThat(number.find()).isTrue();
                        assertThat(numbers.add(Integer.valueOf(number.group(1))))
                                .isTrue();
                    });
        }
        return numbers;
    }

    @Test
    void eachRecordLandsOnceInItsOrderOrIsRefused() throws Exception {
        final Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            final int records = 2 + random.nextInt(200);
            final Set<Integer> bad =
                    random.ints(random.nextInt(4) + 1, 0, records).boxed().collect(Collectors.toSet());
            final Hint hint = Hint.values()[round % 3];
            landed.clear();
            loads = 0;
            budget = new LoadBudget();
            try (SpooledContent content = spool(records);
                    Bisection bisection = bisection(content, batch -> load(batch, bad, hint, random))) {
                final LoadOutcome outcome = bisection.run(rejected(
                        hint == Hint.NONE ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(records))));
                final Set<Integer> refused = numbers(bisection.refused(), true);
                final Set<Integer> beside = numbers(bisection.refused(), false);
                final String what = "%d records, bad %s, %s".formatted(records, bad, hint);
                assertThat(bad).as(what).containsAll(refused);
                assertThat(landed).as(what).isSorted().doesNotContainAnyElementsOf(bad);
                final Set<Integer> all = new TreeSet<>(landed);
                all.addAll(refused);
                all.addAll(beside);
                assertThat(all).as(what).hasSize(records);
                assertThat(landed.size() + refused.size() + beside.size())
                        .as(what)
                        .isEqualTo(records);
                assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> assertThat(
                                loaded.inserted() + loaded.recognised())
                        .isEqualTo(landed.size()));
                if (!budget.isUsedUp()) {
                    assertThat(refused).as(what).isEqualTo(bad);
                }
            }
        }
    }

    @Test
    void withoutAHintOneRefusedRecordCostsTwiceTheLogarithm() throws Exception {
        try (SpooledContent content = spool(1024);
                Bisection bisection = bisection(content, batch -> load(batch, Set.of(700), Hint.NONE, null))) {
            bisection.run(rejected(OptionalLong.empty()));
            assertThat(numbers(bisection.refused(), true)).containsExactly(700);
        }
        assertThat(loads).isLessThanOrEqualTo(20);
        assertThat(landed).hasSize(1023);
    }

    @Test
    void withAHintItCostsThreeLoads() throws Exception {
        try (SpooledContent content = spool(1024);
                Bisection bisection = bisection(content, batch -> load(batch, Set.of(700), Hint.RIGHT, null))) {
            bisection.run(rejected(OptionalLong.of(701)));
            assertThat(numbers(bisection.refused(), true)).containsExactly(700);
        }
        assertThat(loads).isEqualTo(3);
    }

    @Test
    void aHintThatWasWrongIsTheLastThatIsBelieved() throws Exception {
        try (SpooledContent content = spool(1024);
                Bisection bisection = bisection(content, batch -> {
                    final LoadOutcome outcome = load(batch, Set.of(700), Hint.NONE, null);
                    return outcome instanceof LoadOutcome.Rejected ? rejected(OptionalLong.of(1)) : outcome;
                })) {
            bisection.run(rejected(OptionalLong.of(1)));
            assertThat(numbers(bisection.refused(), true)).containsExactly(700);
        }
        assertThat(loads).isLessThanOrEqualTo(22);
    }

    @Test
    void whenTheLoadsAreUsedUpTheRestLeavesInItsParts() throws Exception {
        final Set<Integer> bad =
                IntStream.range(0, 1000).filter(i -> i % 2 == 0).boxed().collect(Collectors.toSet());
        try (SpooledContent content = spool(1000);
                Bisection bisection = bisection(content, batch -> load(batch, bad, Hint.NONE, null))) {
            bisection.run(rejected(OptionalLong.empty()));
            final Set<Integer> refused = numbers(bisection.refused(), true);
            final Set<Integer> beside = numbers(bisection.refused(), false);
            assertThat(refused).isNotEmpty();
            assertThat(beside).hasSize(1000 - refused.size() - landed.size());
        }
        assertThat(loads).isBetween(LoadBudget.PER_FLOWFILE, LoadBudget.PER_FLOWFILE + 20);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theLoadsOfAllFlowFilesTogetherHaveABoundToo() throws Exception {
        int flowFiles = 0;
        while (!budget.isUsedUpInAll()) {
            flowFiles++;
            try (SpooledContent content = spool(100);
                    Bisection bisection = bisection(content, batch -> {
                        loads++;
                        return rejected(OptionalLong.empty());
                    })) {
                bisection.run(rejected(OptionalLong.empty()));
                assertThat(bisection.refused().stream()
                                .mapToLong(RejectedRecords::count)
                                .sum())
                        .isEqualTo(100);
            }
        }
        assertThat(flowFiles).isGreaterThan(1);
        assertThat(loads).isLessThan(LoadBudget.IN_ALL + LoadBudget.PER_FLOWFILE + 20);
    }

    @Test
    void aSingleRecordThatIsMiscountedOnceIsTriedOnceMore() throws Exception {
        final LoadOutcome miscounted = new LoadOutcome.Rejected("counted 0", Ground.COUNT, OptionalLong.empty());
        for (final int bad : new int[] {1, 2}) {
            loads = 0;
            landed.clear();
            try (SpooledContent content = spool(1);
                    Bisection bisection = bisection(
                            content, batch -> ++loads < bad ? miscounted : load(batch, Set.of(), Hint.NONE, null))) {
                bisection.run(new LoadOutcome.Rejected("counted 0", Ground.COUNT, OptionalLong.empty()));
                assertThat(landed).hasSize(2 - bad);
                assertThat(numbers(bisection.refused(), true)).hasSize(bad - 1);
            }
        }
    }

    @Test
    void forAnUnknownErrorARecordLeavesOnlyIfOthersLand() throws Exception {
        ground = Ground.UNKNOWN;
        for (final Set<Integer> bad : List.of(Set.of(0), Set.of(0, 1, 2, 3, 7))) {
            landed.clear();
            try (SpooledContent content = spool(8);
                    Bisection bisection = bisection(content, batch -> load(batch, bad, Hint.NONE, null))) {
                assertThat(bisection.run(rejected(OptionalLong.empty()))).isInstanceOf(LoadOutcome.Loaded.class);
                assertThat(numbers(bisection.refused(), true)).isEqualTo(bad);
                assertThat(landed).hasSize(8 - bad.size());
            }
        }
    }

    @Test
    void whatStopsAllRecordsOfAFlowFileIsNoFaultOfTheirs() throws Exception {
        ground = Ground.UNKNOWN;
        for (final int records : new int[] {1, 5, 500}) {
            budget = new LoadBudget();
            try (SpooledContent content = spool(records);
                    Bisection bisection = bisection(content, batch -> rejected(OptionalLong.empty()))) {
                assertThat(bisection.run(rejected(OptionalLong.empty())))
                        .isInstanceOfSatisfying(LoadOutcome.NotYet.class, notYet -> assertThat(notYet.message())
                                .contains("does not fit"));
                assertThat(bisection.refused()).isEmpty();
            }
        }
    }

    @Test
    void aRecordThatTakesTooLongIsNotRefusedAndTheRestWaitsWithIt() throws Exception {
        ground = Ground.SIZE;
        for (final int records : new int[] {1, 8}) {
            landed.clear();
            try (SpooledContent content = spool(records);
                    Bisection bisection =
                            bisection(content, batch -> load(batch, Set.of(records / 2), Hint.NONE, null))) {
                assertThat(bisection.run(rejected(OptionalLong.empty())))
                        .isInstanceOfSatisfying(LoadOutcome.NotYet.class, notYet -> assertThat(notYet.message())
                                .isEqualTo("does not fit"));
                assertThat(bisection.refused()).isEmpty();
                assertThat(landed).hasSize(records / 2);
            }
        }
    }

    @Test
    void whatEndsAPartEndsTheSearch() throws Exception {
        final LoadOutcome.NotYet notYet = new LoadOutcome.NotYet(LoadOutcome.Reason.STOPPED, "stopped");
        try (SpooledContent content = spool(8);
                Bisection bisection = bisection(content, batch -> notYet)) {
            assertThat(bisection.run(rejected(OptionalLong.empty()))).isSameAs(notYet);
        }
    }
}
