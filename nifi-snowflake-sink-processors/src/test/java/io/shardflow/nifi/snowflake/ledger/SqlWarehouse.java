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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.SqlRows;
import io.shardflow.nifi.snowflake.connection.WatchedConnection;
import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.SessionWishes;
import io.shardflow.nifi.snowflake.jdbc.TargetName;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.GZIPOutputStream;

/** A stand-in of Snowflake for the loader and its real sessions, and the files that they load. */
final class SqlWarehouse implements AutoCloseable {

    static final String METADATA = "KINESISMETADATA";

    /** In milliseconds; of every record unless said otherwise. */
    static final long ARRIVAL = 1_795_377_944_000L;

    static final long HOUR = 3_600_000;

    private final Path folder;
    private final SnowflakeStandIn standIn;
    private final HttpClient http = HttpClient.newHttpClient();

    SqlWarehouse(final Path folder) {
        this.folder = folder;
        standIn = SnowflakeStandIn.start(StandInConfig.of(folder.resolve("stand-in")));
    }

    /** Connections as our own pool makes them, each new. */
    ConnectionSource source() {
        return this::connect;
    }

    /** Connections of a pool that does not look at what its last user left open, but tells who said that it is nothing. */
    ConnectionSource carelessPool() {
        final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
        return () -> {
            final Connection kept = idle.pollLast();
            final Connection connection = kept == null ? WatchedConnection.of(connect(), SessionWishes.UNKNOWN) : kept;
            connection.unwrap(WatchedConnection.class).lent();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            if (!connection.isClosed()) {
                                idle.add(connection);
                            }
                            return null;
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (final InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }

    Connection connect() throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", "NIFI");
        properties.setProperty("password", "nifi");
        properties.setProperty("maxHttpRetries", "1");
        properties.setProperty("AUTOCOMMIT", "false");
        return DriverManager.getConnection(standIn.url(), properties);
    }

    /** Sessions on a table, which is made when missing. */
    static JdbcWarehouseSessions sessions(final ConnectionSource source, final String table) throws WarehouseException {
        return JdbcWarehouseSessions.find(
                        source,
                        new TargetName(
                                new TableName(Optional.empty(), Optional.empty(), new Identifier(table)),
                                new OneMetadataColumn(new Identifier(METADATA))),
                        Optional.of(List.of(
                                DescribedColumn.of(new Identifier(METADATA), ColumnType.VARIANT),
                                DescribedColumn.of(new Identifier("ID"), ColumnType.VARIANT))))
                .orElseThrow();
    }

    void execute(final String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
            statement.execute("COMMIT");
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** See {@link SqlRows}. */
    List<String> query(final String sql) {
        try (Connection connection = connect()) {
            return SqlRows.of(connection, sql);
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets switches of the stand-in; answers with its state. */
    String control(final String json) {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + standIn.port() + "/stand-in/control"))
                                    .POST(HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Delivery<List<ModelRecord>> delivery(final List<ModelRecord> records, final Optional<String> shape) {
        return delivery(records, shape, ARRIVAL);
    }

    /**
     * The records as a FlowFile.
     *
     * @param shape of the target, as it was described; empty: whatever it is
     * @param arrival of all of them
     */
    Delivery<List<ModelRecord>> delivery(
            final List<ModelRecord> records, final Optional<String> shape, final long arrival) {
        final Map<StreamShard, ShardRange> ranges = new HashMap<>();
        for (final ModelRecord row : records) {
            ranges.merge(
                    row.shard(),
                    new ShardRange(
                            row.shard(),
                            row.position(),
                            row.position(),
                            Optional.of(new ArrivalRange(arrival, arrival)),
                            1),
                    ShardRange::and);
        }
        return new Delivery<>(
                records,
                spool(records, arrival),
                List.of(new LoadColumn(METADATA, "VARIANT", List.of(METADATA))),
                shape,
                ranges);
    }

    private RecordFile spool(final List<ModelRecord> records, final long arrival) {
        try {
            final Path file = folder.resolve("spool-" + UUID.randomUUID() + ".json.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                for (final ModelRecord row : records) {
                    out.write(json(row, String.valueOf(arrival)).getBytes(StandardCharsets.UTF_8));
                }
            }
            return () -> file;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An INSERT of the record's row, as somebody else may have made it: without a time of arrival. */
    static String insert(final String table, final ModelRecord row) {
        return insert(table, row, "null").replace("\"approximateArrival\":null,", "");
    }

    /** @param arrival JSON */
    static String insert(final String table, final ModelRecord row, final String arrival) {
        return "INSERT INTO " + table + " (" + METADATA + ") SELECT PARSE_JSON('"
                + json(row, arrival)
                        .replaceFirst("^\\{\"" + METADATA + "\":", "")
                        .replaceFirst("}\n$", "")
                + "')";
    }

    private static String json(final ModelRecord row, final String arrival) {
        return "{\"%s\":{\"stream\":\"%s\",\"shardId\":\"%s\",\"approximateArrival\":%s,\"sequenceNumber\":\"%s\",\"subSequenceNumber\":%d}}\n"
                .formatted(
                        METADATA,
                        row.shard().stream(),
                        row.shard().shardId(),
                        arrival,
                        row.position().sequenceNumber(),
                        row.position().subSequenceNumber());
    }

    @Override
    public void close() {
        http.close();
        standIn.close();
    }
}
