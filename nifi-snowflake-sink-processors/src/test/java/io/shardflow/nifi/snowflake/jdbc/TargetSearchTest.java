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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.SqlRows;
import io.shardflow.nifi.snowflake.content.MetadataText;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The searches of the target as SQL on the stand-in: any table, any batch. */
class TargetSearchTest {

    private static final long HOUR = 3_600_000;
    private static final long NOW = 1_795_377_944_000L;

    /** Two differ in the stream alone, two in its case, and no shard of Kinesis is named like the last. */
    private static final List<StreamShard> SHARDS = List.of(
            new StreamShard("orders", "shardId-000000000001"),
            new StreamShard("orders", "shardId-000000000002"),
            new StreamShard("returns", "shardId-000000000001"),
            new StreamShard("Orders", "shardId-000000000002"),
            new StreamShard("it's", "a\\' OR '1' = '1"));

    private static final MetadataColumns ONE = new OneMetadataColumn(new Identifier("KINESISMETADATA"));
    private static final MetadataColumns SEPARATE = new SeparateMetadataColumns("K_");

    private static Path folder;
    private static SnowflakeStandIn standIn;
    private static Connection connection;

    /** A row or a record. @param arrival JSON; null if there is none */
    record Row(StreamShard shard, int number, String arrival) {

        Position position() {
            return new Position(String.valueOf(number), 0);
        }

        boolean isOf(final Row other) {
            return shard.equals(other.shard) && number == other.number;
        }

        /** Empty if that is no number. */
        Optional<BigInteger> arrived() {
            return Optional.ofNullable(arrival)
                    .filter(json -> json.matches("-?[0-9]+"))
                    .map(BigInteger::new);
        }

        /** Or at a time that is not known. */
        boolean arrivedFrom(final long first) {
            return arrived()
                    .map(at -> at.compareTo(BigInteger.valueOf(first)) >= 0)
                    .orElse(true);
        }

        boolean arrivedUntil(final long last) {
            return arrived()
                    .map(at -> at.compareTo(BigInteger.valueOf(last)) <= 0)
                    .orElse(true);
        }

        ShardRange range() {
            return new ShardRange(
                    shard,
                    position(),
                    position(),
                    Optional.ofNullable(arrival).map(Long::valueOf).map(at -> new ArrivalRange(at, at)),
                    1);
        }

        /** A SELECT of what the columns of the layout hold. */
        String select(final MetadataColumns layout) {
            if (layout == SEPARATE) {
                return "SELECT " + SqlLiteral.of(shard.stream()) + ", " + SqlLiteral.of(shard.shardId()) + ", '"
                        + number + "', 0, " + arrived().map(String::valueOf).orElse("NULL") + "::NUMBER(38,0)";
            }
            final String json = MetadataText.of(shard, position(), null, null);
            return "SELECT PARSE_JSON("
                    + SqlLiteral.of(
                            arrival == null
                                    ? json
                                    : json.replaceFirst(
                                            "^\\{",
                                            "{\"" + KinesisMetadata.APPROXIMATE_ARRIVAL + "\":" + arrival + ","))
                    + ")";
        }
    }

    @BeforeContainer
    static void start() throws IOException, SQLException {
        folder = Files.createTempDirectory("target-search");
        standIn = SnowflakeStandIn.start(StandInConfig.of(folder).withTablesInMemory());
        connection = DriverManager.getConnection(standIn.url(), "NIFI", "nifi");
        for (final MetadataColumns layout : List.of(ONE, SEPARATE)) {
            for (final String table : List.of("TARGET", "INCOMING")) {
                execute("CREATE TABLE " + name(table, layout).sql() + " ("
                        + layout.created().stream()
                                .map(column -> column.name().sql() + " "
                                        + column.type().declared())
                                .collect(Collectors.joining(", "))
                        + ")");
            }
        }
    }

    @AfterContainer
    static void stop() throws IOException, SQLException {
        connection.close();
        standIn.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static QualifiedName name(final String table, final MetadataColumns layout) {
        return new QualifiedName(
                new Identifier("DEMO_DB"),
                new Identifier("PUBLIC"),
                new Identifier(table + (layout == ONE ? "_ONE" : "_SEPARATE")));
    }

    private static void execute(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void fill(final QualifiedName table, final MetadataColumns layout, final List<Row> rows)
            throws SQLException {
        execute("DELETE FROM " + table.sql());
        if (!rows.isEmpty()) {
            execute("INSERT INTO " + table.sql() + " ("
                    + (layout == ONE
                            ? "KINESISMETADATA"
                            : "K_STREAM, K_SHARD_ID, K_SEQUENCE_NUMBER, K_SUB_SEQUENCE_NUMBER, K_APPROXIMATE_ARRIVAL")
                    + ") "
                    + rows.stream().map(row -> row.select(layout)).collect(Collectors.joining(" UNION ALL ")));
        }
    }

    @Provide
    Arbitrary<MetadataColumns> layouts() {
        return Arbitraries.of(ONE, SEPARATE);
    }

    /** Of Kinesis: near the ends of each other's hours, months apart, and such as no clock shows. */
    private static Arbitrary<String> times() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Combinators.combine(
                                        Arbitraries.of(NOW, NOW - 100 * 24 * HOUR),
                                        Arbitraries.integers().between(-4, 4),
                                        Arbitraries.integers().between(-1, 1))
                                .as((at, hours, more) -> String.valueOf(at + hours * HOUR + more))),
                Tuple.of(
                        1,
                        Arbitraries.of(0L, 1L, HOUR, Long.MAX_VALUE - 1, Long.MAX_VALUE)
                                .map(String::valueOf)));
    }

    private static Arbitrary<Row> rows(final Arbitrary<String> arrivals) {
        return Combinators.combine(Arbitraries.of(SHARDS), Arbitraries.of(9, 10, 99), arrivals)
                .as(Row::new);
    }

    /** Each record once. */
    @Provide
    Arbitrary<List<Row>> batches() {
        return rows(times().injectNull(0.1))
                .list()
                .uniqueElements(row -> List.of(row.shard(), row.number()))
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<Row>> tables() {
        return rows(times().injectNull(0.1)).list().ofMaxSize(12);
    }

    /** Others have written there, too. */
    @Provide
    Arbitrary<List<Row>> foreignTables() {
        final Arbitrary<String> odd = Arbitraries.of(
                "\"soon\"", "null", "{}", "[1]", "\"\"", "\"1e400\"", "-1", "9".repeat(25), "9".repeat(60));
        return rows(Arbitraries.oneOf(times(), odd)).list().ofMaxSize(12);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatArrivedWithABatchIsSeen(
            @ForAll("layouts") final MetadataColumns layout,
            @ForAll("tables") final List<Row> table,
            @ForAll("batches") final List<Row> batch)
            throws SQLException {
        assertSeen(layout, table, batch, ArrivalForm.NUMBER);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatArrivedWithABatchIsSeenAmongWhatHasNoNumberThere(
            @ForAll("foreignTables") final List<Row> table, @ForAll("batches") final List<Row> batch)
            throws SQLException {
        assertSeen(ONE, table, batch, ArrivalForm.TEXT);
    }

    private static void assertSeen(
            final MetadataColumns layout, final List<Row> table, final List<Row> batch, final ArrivalForm form)
            throws SQLException {
        final QualifiedName incoming = name("INCOMING", layout);
        final TargetSearch search =
                new TargetSearch(new TargetTable(name("TARGET", layout), layout, List.of(), Optional.empty()));
        final MetadataSql metadata = new MetadataSql(layout);
        fill(search.target().name(), layout, table);
        fill(incoming, layout, batch);
        final Map<StreamShard, ShardRange> ranges = new HashMap<>();
        batch.forEach(row -> ranges.merge(row.shard(), row.range(), ShardRange::and));

        final List<String> found = SqlRows.of(
                connection,
                "SELECT " + metadata.stream("I") + ", " + metadata.shard("I") + ", " + metadata.sequence("I") + " FROM "
                        + incoming.sql() + " I WHERE EXISTS (" + search.sameRow(ranges.values(), form) + ")");
        final BiPredicate<Row, BiPredicate<Row, ArrivalRange>> bounded = (row, bound) -> ranges.get(row.shard())
                .arrivals()
                .map(range -> bound.test(row, range.widened(HOUR)))
                .orElse(true);
        final Predicate<Row> later = row -> bounded.test(row, (one, range) -> one.arrivedFrom(range.first()));
        final Predicate<Row> near = later.and(row -> bounded.test(row, (one, range) -> one.arrivedUntil(range.last())));
        assertThat(found).doesNotHaveDuplicates().containsAll(texts(batch, row -> held(table, row, near)));
        assertThat(texts(batch, row -> held(table, row, any -> true))).containsAll(found);
        assertHighest(SqlRows.of(connection, search.highest(ranges.values(), form)), table, ranges.keySet(), later);
    }

    private static boolean held(final List<Row> table, final Row record, final Predicate<Row> which) {
        return table.stream().filter(record::isOf).anyMatch(which);
    }

    private static List<String> texts(final List<Row> batch, final Predicate<Row> which) {
        return batch.stream()
                .filter(which)
                .map(row -> text(row.shard()) + "|" + row.number())
                .toList();
    }

    private static String text(final StreamShard shard) {
        return shard.stream() + "|" + shard.shardId();
    }

    private static void assertHighest(
            final List<String> answers,
            final List<Row> table,
            final Set<StreamShard> shards,
            final Predicate<Row> later) {
        final Map<String, Position> highest = new HashMap<>();
        for (final String answer : answers) {
            final int end = answer.lastIndexOf('|');
            assertThat(highest.put(
                            answer.substring(0, end),
                            MetadataSql.position(answer.substring(end + 1)).orElseThrow()))
                    .isNull();
        }
        assertThat(shards.stream().map(TargetSearchTest::text)).containsAll(highest.keySet());
        for (final StreamShard shard : shards) {
            final Collection<Position> all = positions(table, shard, row -> true);
            final Optional<Position> told = Optional.ofNullable(highest.get(text(shard)));
            assertThat(all).containsAll(told.stream().toList());
            positions(table, shard, later).forEach(seen -> assertThat(told)
                    .hasValueSatisfying(position -> assertThat(position).isGreaterThanOrEqualTo(seen)));
        }
    }

    private static List<Position> positions(
            final List<Row> table, final StreamShard shard, final Predicate<Row> which) {
        return table.stream()
                .filter(row -> row.shard().equals(shard))
                .filter(which)
                .map(Row::position)
                .toList();
    }
}
