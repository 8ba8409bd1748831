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
package io.shardflow.benchmarks.latency;

import io.shardflow.benchmarks.flow.NoteLatencies;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * How long a record takes from its put until another session sees its row. That session asks again and again, which is the resolution: the
 * pause between two questions, and the time of an answer.
 */
public final class RowLatency {

    private static final String STREAM = "rows";
    private static final String TABLE = "LATENCY";
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final LocalStack stack;
    private final Connector connector;

    /** @param connector of a stack with Kinesis and Snowflake, with its parameters set, stopped */
    public RowLatency(final LocalStack stack, final Connector connector) {
        this.stack = stack;
        this.connector = connector;
    }

    /** Milliseconds, for so many seconds of records. */
    public List<Double> measure(final int seconds) throws SQLException {
        connector.set(Map.of(
                "AWS Kinesis Endpoint Override", stack.endpoint(Part.KINESIS).toString()));
        connector.set(LocalParameters.ofJob(STREAM, "benchmark-rows", TABLE));
        try (KinesisClient kinesis = stack.kinesisClient();
                Connection connection = LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE))) {
            LocalAws.createStream(kinesis, STREAM, Trickle.SHARDS);
            final Trickle trickle = new Trickle(kinesis, STREAM, seconds);
            connector.start();
            trickle.putFirst();
            final OrderTable table = new OrderTable(connection, TABLE);
            Progress.until("the first row", 1, () -> count(table));
            final Thread others = Thread.ofPlatform().name("trickle").start(trickle::putOthers);
            final List<Double> latencies = watch(connection, trickle.records());
            others.join();
            connector.stop();
            return latencies;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static long count(final OrderTable table) {
        try {
            return table.count();
        } catch (final SQLException e) {
            throw new IllegalStateException("the rows cannot be counted", e);
        }
    }

    /** Sees all rows come. */
    private static List<Double> watch(final Connection connection, final int records) throws SQLException {
        final List<Double> latencies = new ArrayList<>();
        final BitSet seen = new BitSet();
        final long end = System.nanoTime() + LIMIT.toNanos();
        try (PreparedStatement rows = connection.prepareStatement(String.format(
                Locale.ROOT,
                "SELECT \"%1$s\", \"%2$s\" FROM %3$s WHERE \"%1$s\" >= ?",
                Trickle.ORDINAL.toUpperCase(Locale.ROOT),
                NoteLatencies.FIELD.toUpperCase(Locale.ROOT),
                TABLE))) {
            while (seen.cardinality() < records) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("%d of %d rows came".formatted(seen.cardinality(), records));
                }
                rows.setInt(1, seen.nextClearBit(0));
                try (ResultSet found = rows.executeQuery()) {
                    final long now = System.currentTimeMillis();
                    while (found.next()) {
                        final int ordinal = found.getInt(1);
                        if (!seen.get(ordinal) && ordinal >= Trickle.THROWN_AWAY) {
                            latencies.add((double) (now - found.getLong(2)));
                        }
                        seen.set(ordinal);
                    }
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return latencies;
    }
}
