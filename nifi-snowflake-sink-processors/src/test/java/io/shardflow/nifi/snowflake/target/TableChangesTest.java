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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.snowflake.SnowflakeForTests;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.EvolutionPlanner;
import io.shardflow.nifi.snowflake.schema.ShapeReader;
import io.shardflow.nifi.snowflake.schema.TypeRules;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableChangesTest {

    private static final Identifier METADATA = new Identifier("KINESISMETADATA");
    private static final Identifier NOTE = new Identifier("NOTE");
    private static final byte[] ONE = {'1'};

    private static final AtomicInteger TABLES = new AtomicInteger();

    @RegisterExtension
    private static final SnowflakeForTests SNOWFLAKE = new SnowflakeForTests();

    private final TableName name = TableNames.own("REFUSED" + TABLES.incrementAndGet());
    private final MockComponentLog log = new MockComponentLog("1", this);
    private final List<String> tried = new ArrayList<>();
    private boolean refusing = true;
    /** In the names of columns that no statement may have. */
    private String unwelcome = "no name has it";

    private String refusedStatement = "ALTER TABLE";
    private int connectionsUntilRefused = Integer.MAX_VALUE;
    private long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();
    private final Target target =
            new Target(TargetSettings.through(this::connect), () -> AttemptId.random("SF"), name, log, () -> now);

    private Connection connect() throws SQLException {
        if (connectionsUntilRefused-- == 0) {
            throw new SQLException("JWT token is invalid.", "08001", 390144);
        }
        return watched(Connection.class, SNOWFLAKE.connect());
    }

    /** Snowflake's answer to a role that does not own the table. */
    private <T> T watched(final Class<T> type, final T real) {
        return type.cast(
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (args != null && args[0] instanceof String sql && sql.startsWith(refusedStatement)) {
                        tried.add(sql);
                        if (refusing) {
                            throw new SQLException("Insufficient privileges to operate on table", "42501", 3001);
                        }
                        if (sql.contains(unwelcome)) {
                            throw new SQLException("SQL compilation error:\ninvalid identifier", "42000", 904);
                        }
                    }
                    try {
                        final Object result = method.invoke(real, args);
                        return result instanceof Statement statement ? watched(Statement.class, statement) : result;
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** What becomes of a field. */
    private EvolutionPlan follow(final String... fields) throws Exception {
        final Target.Open open = target.open(List.of(DescribedColumn.of(METADATA, ColumnType.VARIANT)));
        return target.changes()
                .follow(target, open, (table, fixed) -> plan(table, List.of(fields), fixed))
                .evolution();
    }

    private static TableChanges.Plan plan(
            final TargetTable table, final List<String> fields, final Set<Identifier> fixed) {
        final BatchShape shape = new BatchShape();
        shape.addRecord();
        fields.forEach(field -> shape.addField(new ShapeReader(), field, ONE, 0, 1));
        final EvolutionPlan plan = new EvolutionPlanner(
                        TypeRules.DEFAULT, ColumnNaming.UPPER_CASE, UnknownFields.EVOLVE, null, Set.of(METADATA))
                .plan(table.described(), shape, fixed);
        return () -> plan;
    }

    /** While a task has the table follow its records it reads contents again, which may take long. */
    @Test
    void whatWasRefusedIsKnownWhileATaskPlans() throws Exception {
        follow("note");
        final Target.Open open = target.open(List.of(DescribedColumn.of(METADATA, ColumnType.VARIANT)));
        target.changes().follow(target, open, (table, fixed) -> {
            assertThat(CompletableFuture.supplyAsync(target.changes()::refused))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(Set.of(NOTE));
            return plan(table, List.of("note"), fixed);
        });
    }

    private List<String> bulletins() {
        return log.getWarnMessages().stream().map(message -> message.getMsg()).toList();
    }

    @Test
    void aRefusedChangeIsTriedAgainAfterTenMinutesAndOthersAtOnce() throws Exception {
        assertThat(follow("note").routes().get("note")).isInstanceOf(EvolutionPlan.Route.Rejected.class);
        assertThat(tried).hasSize(1);
        assertThat(bulletins())
                .singleElement()
                .asString()
                .contains("NOTE", "10 minutes", "GRANT OWNERSHIP ON TABLE \"DEMO_DB\".\"PUBLIC\"." + name + " TO ROLE");

        now += Duration.ofMinutes(10).toNanos() - 1;
        follow("note");
        assertThat(tried).hasSize(1);
        assertThat(target.changes().refused()).containsExactly(NOTE);
        follow("other");
        assertThat(tried).hasSize(2);
        assertThat(bulletins()).hasSize(2);

        refusing = false;
        now++;
        assertThat(target.changes().refused()).doesNotContain(NOTE);
        assertThat(follow("note").table().column(NOTE)).isPresent();
        assertThat(tried).hasSize(3);
        assertThat(follow("other").routes().get("other")).isInstanceOf(EvolutionPlan.Route.Rejected.class);
        assertThat(tried).hasSize(3);
    }

    private static long rejected(final EvolutionPlan plan) {
        return plan.routes().values().stream()
                .filter(EvolutionPlan.Route.Rejected.class::isInstance)
                .count();
    }

    private static String[] fields(final int count, final Set<Integer> bad) {
        return IntStream.range(0, count)
                .mapToObj(i -> (bad.contains(i) ? "bad" : "good") + count + "_" + i)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"2,1", "5,0", "25,24", "25,7", "200,128"})
    void oneColumnThatIsRefusedIsFoundByHalvesAmongMany(final int count, final int bad) throws Exception {
        refusing = false;
        unwelcome = "BAD";
        final String[] fields = fields(count, Set.of(bad));
        final EvolutionPlan plan = follow(fields);

        assertThat(rejected(plan)).isEqualTo(1);
        assertThat(plan.routes().get(fields[bad])).isInstanceOf(EvolutionPlan.Route.Rejected.class);
        assertThat(target.changes().refused()).containsExactly(new Identifier(fields[bad].toUpperCase(Locale.ROOT)));
        assertThat(tried).hasSizeLessThanOrEqualTo(1 + 2 * (int) Math.ceil(Math.log(count) / Math.log(2)));
        assertThat(bulletins()).singleElement().asString().contains("BAD").doesNotContain("GOOD", "GRANT");
    }

    @Test
    void twoColumnsThatAreRefusedAreBothFound() throws Exception {
        refusing = false;
        unwelcome = "BAD";
        final EvolutionPlan plan = follow(fields(40, Set.of(3, 30)));
        assertThat(rejected(plan)).isEqualTo(2);
        assertThat(target.changes().refused())
                .containsExactlyInAnyOrder(new Identifier("BAD40_3"), new Identifier("BAD40_30"));
    }

    @Test
    void theSearchForColumnsThatAreRefusedHasAnEnd() throws Exception {
        refusing = false;
        unwelcome = "BAD";
        final EvolutionPlan plan =
                follow(fields(150, IntStream.range(0, 75).mapToObj(i -> 2 * i).collect(Collectors.toSet())));
        assertThat(rejected(plan)).isGreaterThan(75);
        assertThat(tried).hasSizeLessThan(100);
        assertThat(bulletins()).hasSizeLessThan(40);
    }

    /** The message of Snowflake may have the name, too. */
    @Test
    void aNameForgesNoLineOfTheLog() throws Exception {
        refusing = false;
        unwelcome = "BAD";
        follow("bad\n2026-11-26 ERROR all is lost", "good\r\nline\u001b[31m\u2028");
        assertThat(Stream.concat(log.getWarnMessages().stream(), log.getInfoMessages().stream())
                        .map(message -> message.getMsg()))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message)
                        .matches("[^\\p{Cc}\\p{Zl}\\p{Zp}]*")
                        .containsPattern("BAD\\?2026|GOOD\\?\\?LINE\\?"));
    }

    private void assertFollowsOnceMended(final String field, final String said) throws Exception {
        assertThatThrownBy(() -> follow(field)).isInstanceOfSatisfying(WarehouseException.class, e -> {
            assertThat(e.kind()).isEqualTo(WarehouseException.Kind.PERMANENT);
            assertThat(e.getMessage()).contains(said);
        });
        assertThat(target.changes().refused()).isEmpty();
        assertThat(bulletins()).isEmpty();

        refusing = false;
        connectionsUntilRefused = Integer.MAX_VALUE;
        assertThat(follow(field).table().column(new Identifier(field.toUpperCase(Locale.ROOT))))
                .isPresent();
    }

    @Test
    void aRightOnTheGuardThatIsMissingIsNoRefusalOfTheChange() throws Exception {
        refusing = false;
        follow("start");
        refusing = true;
        refusedStatement = "UPDATE";
        assertFollowsOnceMended("guarded", "_SHARDFLOW_GUARD");
    }

    @Test
    void aKeyThatWasRotatedIsNoRefusalOfTheChange() throws Exception {
        refusing = false;
        follow("start");
        // The one for the guard's lock, then the one for the change; the pool has others from before.
        for (int connections = 1; connections <= 2; connections++) {
            connectionsUntilRefused = connections;
            assertFollowsOnceMended("rotated" + connections, "RSA_PUBLIC_KEY");
        }
    }
}
