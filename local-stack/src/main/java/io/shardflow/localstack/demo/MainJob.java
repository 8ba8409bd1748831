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
package io.shardflow.localstack.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.Arrivals;
import io.shardflow.localstack.workload.BadRecords;
import io.shardflow.localstack.workload.ErrorTable;
import io.shardflow.localstack.workload.LandedOrders;
import io.shardflow.localstack.workload.OrderProducer;
import io.shardflow.localstack.workload.OrderTable;
import io.shardflow.localstack.workload.ProducedOrders;
import io.shardflow.localstack.workload.SampleOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Orders go into a stream of four shards and land in a table, through a real NiFi.
 *
 * <p>Threads: one produces, the caller's watches.
 */
final class MainJob implements AutoCloseable {

    private static final String STREAM = "orders";
    private static final String APPLICATION = "orders-to-snowflake";
    private static final String TABLE = "ORDERS";
    private static final String ERRORS = TABLE + "_ERRORS";
    private static final int SHARDS = 4;

    /** Orders before the first bad record: a value of another type is bad only when its column has one. */
    private static final int CLEAN = 1_000;

    private static final int LARGE_EVERY = 100;
    private static final int RECORDS_PER_SECOND = 500;
    private static final Duration REFRESH = Duration.ofSeconds(1);

    /** How long nothing may land before the run counts as failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final LocalStack stack;
    private final NifiClient nifi;
    private final Connector connector;
    private final KinesisClient kinesis;
    private final Connection connection;
    private final OrderTable table;
    private final ErrorTable errors;
    private volatile long landed;
    private long rejected;

    private MainJob(
            final LocalStack stack,
            final NifiClient nifi,
            final Connector connector,
            final KinesisClient kinesis,
            final Connection connection) {
        this.stack = stack;
        this.nifi = nifi;
        this.connector = connector;
        this.kinesis = kinesis;
        this.connection = connection;
        this.table = new OrderTable(connection, TABLE);
        this.errors = new ErrorTable(connection, ERRORS);
    }

    /** Starts the stack, deploys the connector and starts it. */
    static MainJob start(final RunningDemo running) throws IOException, SQLException {
        System.out.println("starting Kinesis, DynamoDB, the Snowflake stand-in and NiFi on this machine");
        final LocalStack stack = LocalStack.builder()
                .logsIn(Path.of("target", "demo-logs"))
                .progress(line -> System.out.println("  " + line))
                .start();
        final NifiClient nifi = stack.nifiClient();
        final KinesisClient kinesis = stack.kinesisClient();
        step(
                "stream \"" + STREAM + "\" with " + SHARDS + " shards",
                () -> LocalAws.createStream(kinesis, STREAM, SHARDS));
        step("NAR uploaded", () -> nifi.nars().upload(Installation.nar()));
        final Connector connector = Connector.upload(nifi);
        step("flow uploaded, parameters set", () -> {
            connector.set(LocalParameters.ofStack(stack));
            connector.set(LocalParameters.ofJob(STREAM, APPLICATION, TABLE));
        });
        step("flow started", connector::start);
        running.announce(RunningDemo.Addresses.of(stack, connector));
        System.out.println();
        System.out.println("canvas  " + connector.canvas());
        System.out.println("query   ./demo --sql \"select * from " + TABLE + " limit 5\"   (in a second terminal)");
        System.out.println("reset   ./demo --reset name   or   ./demo --reset table   (in a second terminal)");
        System.out.println("logs    target/demo-logs");
        System.out.println();
        return new MainJob(stack, nifi, connector, kinesis, LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE)));
    }

    /** Produces and shows until the JVM is told to stop; returns the exit status. */
    int runUntilStopped() throws SQLException {
        System.out.println("producing " + RECORDS_PER_SECOND + " records a second; Ctrl-C stops everything");
        final OrderProducer producer = producer(SampleOrders::changing, new BadRecords());
        watch(producer, () -> producer.produceContinuously(RECORDS_PER_SECOND, () -> true), () -> false);
        return 1;
    }

    /** Produces so many records, waits until they have landed, compares; returns the exit status. */
    int runOnce(final long records) throws SQLException {
        final long begin = System.nanoTime();
        final OrderProducer producer = producer(SampleOrders::changing, new BadRecords());
        final boolean drained = watch(
                producer,
                () -> producer.produce(records),
                () -> producer.produced().count() == records && landed >= records && connector.queuedFlowFiles() == 0);
        final double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.println("comparing the table with what was produced, field by field");
        final LandedOrders orders = table.compare(STREAM, producer.produced());
        System.out.printf(Locale.ROOT, "%s seconds=%.1f%n", orders, seconds);
        return drained && orders.isExact() && orders.landed() == records ? 0 : 1;
    }

    /**
     * Produces so many orders, some of them large, and after the first thousand bad records in between; waits until the orders
     * are in their table and the others in the error table, compares; returns the exit status.
     */
    int runDirty(final long records) throws SQLException {
        final long begin = System.nanoTime();
        final BadRecords bad = new BadRecords();
        final OrderProducer producer = producer(
                id -> id % LARGE_EVERY == LARGE_EVERY - 1 ? SampleOrders.large(id) : SampleOrders.changing(id), bad);
        final boolean drained = watch(
                producer,
                () -> {
                    producer.produce(CLEAN);
                    while (landed == 0) {
                        LockSupport.parkNanos(REFRESH.toNanos() / 10);
                    }
                    producer.produceDirty(records - CLEAN);
                },
                () -> producer.produced().count() == records
                        && landed >= records
                        && rejected >= bad.count()
                        && connector.queuedFlowFiles() == 0);
        final double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.println("comparing table and error table with what was produced, field by field and byte by byte");
        final LandedOrders orders = table.compare(STREAM, producer.produced());
        final LandedOrders others = errors.compare(STREAM, bad, new Arrivals());
        System.out.printf(
                Locale.ROOT,
                "landed=%d rejected=%d lost=%d duplicated=%d altered=%d seconds=%.1f%n",
                orders.landed(),
                others.landed(),
                orders.lost() + others.lost(),
                orders.duplicated() + others.duplicated(),
                orders.altered() + others.altered(),
                seconds);
        return drained && orders.isExact() && others.isExact() ? 0 : 1;
    }

    private OrderProducer producer(final LongFunction<ObjectNode> orders, final BadRecords bad) {
        return new OrderProducer(kinesis, STREAM, new ProducedOrders(orders), bad);
    }

    /** Shows what happens until it is done; false when it stopped making progress. */
    private boolean watch(final OrderProducer producer, final Runnable produce, final BooleanSupplier done)
            throws SQLException {
        final LiveView view = new LiveView(System.out, Boolean.getBoolean("shardflow.terminal"));
        final CompletableFuture<Void> producing = CompletableFuture.runAsync(
                produce, task -> Thread.ofPlatform().daemon().name("producer").start(task));
        long lastBulletin = -1;
        long lastLoaded = -1;
        long lastProgress = System.nanoTime();
        while (!producing.isDone() || !done.getAsBoolean() || producing.isCompletedExceptionally()) {
            if (producing.isCompletedExceptionally()) {
                view.end();
                System.err.println("demo: the producer has ended: "
                        + producing.exceptionNow().getMessage());
                return false;
            }
            landed = table.count();
            rejected = errors.count();
            view.show(producer.produced().count(), landed);
            lastBulletin = showBulletins(view, lastBulletin);
            // after a reset what is there is read again and adds no row
            final long loaded = landed + rejected + connector.counter(Connector.SINK, "Rows Recognised");
            if (loaded != lastLoaded) {
                lastLoaded = loaded;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                view.end();
                System.err.println("demo: nothing has landed for " + PATIENCE.toSeconds()
                        + " s; look at the canvas and at target/demo-logs");
                return false;
            }
            LockSupport.parkNanos(REFRESH.toNanos());
        }
        view.end();
        return true;
    }

    private long showBulletins(final LiveView view, final long after) {
        long last = after;
        for (final var bulletin : connector.bulletins(after)) {
            view.end();
            System.out.println(bulletin.level() + " " + bulletin.sourceName() + ": " + bulletin.message());
            last = bulletin.id();
        }
        return last;
    }

    private static void step(final String name, final Runnable work) {
        final long begin = System.nanoTime();
        work.run();
        System.out.printf(Locale.ROOT, "  %s in %.1f s%n", name, (System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        kinesis.close();
        nifi.close();
        stack.close();
    }
}
