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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTableTest {

    @TempDir
    private Path folder;

    @Test
    void jsonNullInAVariantIsNotNull() throws SQLException {
        final ProducedOrders produced =
                new ProducedOrders(id -> JsonNodeFactory.instance.objectNode().put("id", id));
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(StandInConfig.of(folder.resolve("data"))
                        .withUsers(List.of(new StandInConfig.User("NIFI", "nifi", null))));
                Connection connection = DriverManager.getConnection(standIn.url(), "nifi", "nifi");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE ORDERS (ID NUMBER(38,0), CHANNEL VARCHAR, DELIVERY VARIANT, KINESISMETADATA VARIANT)");
            final List<String> deliveries = List.of("NULL", "PARSE_JSON('null')");
            for (int id = 0; id < deliveries.size(); id++) {
                produced.accepted(id, "shardId-000000000000", "100" + id);
                statement.execute("INSERT INTO ORDERS SELECT %d, NULL, %s, PARSE_JSON('%s')"
                        .formatted(id, deliveries.get(id), ComparisonTest.metadata(id)));
            }
            final OrderTable.Inspection inspection =
                    new OrderTable(connection, "ORDERS").inspect("orders", produced, new Arrivals(), OtherColumns.NONE);
            assertThat(inspection.wrong().altered().toString()).isEqualTo("{1}");
        }
    }

    @Test
    void aNumberMayBeATextInAVarcharAndNotInAVariant() throws SQLException {
        final ProducedOrders produced = new ProducedOrders(id -> JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("reference", 17)
                .put("grade", 5));
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(StandInConfig.of(folder.resolve("data"))
                        .withUsers(List.of(new StandInConfig.User("NIFI", "nifi", null))));
                Connection connection = DriverManager.getConnection(standIn.url(), "nifi", "nifi");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE ORDERS (ID NUMBER(38,0), REFERENCE VARCHAR, GRADE VARIANT, KINESISMETADATA VARIANT)");
            final List<String> grades = List.of("5", "\"5\"");
            for (int id = 0; id < grades.size(); id++) {
                produced.accepted(id, "shardId-000000000000", "100" + id);
                statement.execute("INSERT INTO ORDERS SELECT %d, '17', PARSE_JSON('%s'), PARSE_JSON('%s')"
                        .formatted(id, grades.get(id), ComparisonTest.metadata(id)));
            }
            final OrderTable.Inspection inspection =
                    new OrderTable(connection, "ORDERS").inspect("orders", produced, new Arrivals(), OtherColumns.NONE);
            assertThat(inspection.wrong().altered().toString()).isEqualTo("{1}");
        }
    }

    @Test
    void rowsOfNoOrderAreCountedHoweverManyOrdersAreThere() throws SQLException {
        final ProducedOrders produced = new ProducedOrders();
        produced.accepted(0, "shardId-000000000000", "1000");
        produced.accepted(1, "shardId-000000000000", "1001");
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(StandInConfig.of(folder.resolve("data"))
                        .withUsers(List.of(new StandInConfig.User("NIFI", "nifi", null))));
                Connection connection = DriverManager.getConnection(standIn.url(), "nifi", "nifi");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ORDERS (ID NUMBER(38,0))");
            statement.execute("INSERT INTO ORDERS (ID) VALUES (0), (2), (-1), (NULL)");
            final OrderTable table = new OrderTable(connection, "ORDERS");
            final OrderTable.Inspection inspection =
                    table.inspect("orders", produced, new Arrivals(), OtherColumns.NONE);
            assertThat(inspection.counts())
                    .as("order 0 without its fields, and three rows that are none")
                    .isEqualTo(new LandedOrders(4, 1, 0, 4));
            assertThat(inspection.wrong().altered().toString()).isEqualTo("{0}");
            assertThat(inspection.wrong().lost().toString()).isEqualTo("{1}");
        }
    }
}
