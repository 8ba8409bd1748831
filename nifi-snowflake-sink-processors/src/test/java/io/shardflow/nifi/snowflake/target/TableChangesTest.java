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

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.content.RecordFormat;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.EvolutionPlanner;
import io.shardflow.nifi.snowflake.schema.ShapeReader;
import io.shardflow.nifi.snowflake.schema.TypeRules;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.ColumnSettings;
import io.shardflow.nifi.snowflake.settings.OtherWriters;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableChangesTest {

    private static final Identifier METADATA = new Identifier("KINESISMETADATA");
    private static final Identifier NOTE = new Identifier("NOTE");
    private static final byte[] ONE = {'1'};

    private static SnowflakeStandIn standIn;

    private final MockComponentLog log = new MockComponentLog("1", this);
    private final List<String> tried = new ArrayList<>();
    private boolean refusing = true;
    private long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();
    private final Target target = new Target(settings(), new Identifier("REFUSED"), log, () -> now);

    @BeforeAll
    static void start(@TempDir final Path folder) {
        standIn = SnowflakeStandIn.start(StandInConfig.of(folder));
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    private SinkSettings settings() {
        return new SinkSettings(
                new StoppableConnections(this::connect),
                Optional.empty(),
                Optional.empty(),
                flowFile -> RecordFormat.JSON_LINES,
                new ColumnSettings(
                        TableCreation.CREATE,
                        ColumnNaming.UPPER_CASE,
                        UnknownFields.EVOLVE,
                        Optional.empty(),
                        TypeRules.DEFAULT),
                DeliveryGuarantee.EXACTLY_ONCE,
                OtherWriters.NONE,
                "kinesisMetadata",
                new OneMetadataColumn(METADATA),
                new BatchLimits(Duration.ZERO, 1, 1, 1),
                Path.of("unused"));
    }

    private Connection connect() throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", "NIFI");
        properties.setProperty("password", "nifi");
        return watched(Connection.class, DriverManager.getConnection(standIn.url(), properties));
    }

    /** Snowflake's answer to a role that does not own the table. */
    private <T> T watched(final Class<T> type, final T real) {
        return type.cast(
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (args != null && args[0] instanceof String sql && sql.startsWith("ALTER TABLE")) {
                        tried.add(sql);
                        if (refusing) {
                            throw new SQLException("Insufficient privileges to operate on table", "42501", 3001);
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
    private EvolutionPlan follow(final String field) throws Exception {
        final Target.Open open = target.open(List.of(DescribedColumn.of(METADATA, ColumnType.VARIANT)));
        return target.changes()
                .follow(target, open, (table, fixed) -> plan(table, field, fixed))
                .evolution();
    }

    private static TableChanges.Plan plan(final TargetTable table, final String field, final Set<Identifier> fixed) {
        final BatchShape shape = new BatchShape();
        shape.addRecord();
        shape.addField(new ShapeReader(), field, ONE, 0, 1);
        final EvolutionPlan plan = new EvolutionPlanner(
                        TypeRules.DEFAULT, ColumnNaming.UPPER_CASE, UnknownFields.EVOLVE, null, Set.of(METADATA))
                .plan(table.described(), shape, fixed);
        return () -> plan;
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
                .contains("NOTE", "10 minutes", "GRANT OWNERSHIP ON TABLE \"DEMO_DB\".\"PUBLIC\".\"REFUSED\" TO ROLE");

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
}
