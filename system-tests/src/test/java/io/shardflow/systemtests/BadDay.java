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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.nifi.Queues.Queue;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * One of the runbook's days in the shared NiFi: a stream, an application and a table, and an operator who has the page, a
 * Snowflake worksheet and a shell. Closing it fails if a command of the page was not followed. One thread.
 */
final class BadDay implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunbookPage.Day page;
    private final Run run;
    private final Connection worksheet;
    private final KinesisClient kinesis = Shardflow.stack().kinesisClient();
    private boolean passed;

    private BadDay(final RunbookPage.Day page, final String name) throws SQLException {
        this.page = page;
        run = Run.of(name);
        worksheet = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
    }

    /** @param name of stream and application, and in upper case of the table */
    static BadDay of(final RunbookPage.Day page, final String name) throws SQLException {
        return new BadDay(page, name);
    }

    Run run() {
        return run;
    }

    RunbookPage.Day page() {
        return page;
    }

    KinesisClient kinesis() {
        return kinesis;
    }

    /** Starts the connector and lands so many orders, which are the first ones. */
    void begin(final int orders) throws SQLException {
        run.start();
        run.produce(orders);
        run.assertExact(orders);
    }

    /** A command that the page prints, for this day's table and stream. */
    String printed(final String beginning) {
        return page.command(beginning).replace("ORDERS", run.tableName()).replace("STREAM", run.stream());
    }

    /** Runs a statement that the page prints. @return its rows by the names of their columns, in small letters */
    List<Map<String, String>> follow(final String beginning) throws SQLException {
        return execute(printed(beginning));
    }

    /** Runs a statement. @return its rows by the names of their columns, in small letters */
    List<Map<String, String>> execute(final String sql) throws SQLException {
        try (Statement statement = worksheet.createStatement()) {
            final List<Map<String, String>> rows = new ArrayList<>();
            if (!statement.execute(sql)) {
                return rows;
            }
            try (ResultSet results = statement.getResultSet()) {
                while (results.next()) {
                    final Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                        row.put(results.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT), results.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    /** The only cell of a query. */
    static String only(final List<Map<String, String>> rows) {
        assertThat(rows).hasSize(1);
        return rows.getFirst().values().iterator().next();
    }

    /**
     * Waits for a bulletin with such a text that came after another one.
     *
     * @param text in which … stands for anything
     * @return the bulletin's id
     */
    long awaitSaid(final long after, final String text) {
        final Pattern parts = Pattern.compile(
                Arrays.stream(text.split("…")).map(Pattern::quote).collect(Collectors.joining(".*")), Pattern.DOTALL);
        return await("a bulletin with: " + text)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> run.bulletins().stream()
                                .filter(bulletin -> bulletin.id() > after
                                        && parts.matcher(bulletin.message()).find())
                                .mapToLong(Bulletin::id)
                                .findFirst()
                                .orElse(-1),
                        id -> id >= 0);
    }

    /** The same for what the page quotes of it, the only thing that it quotes. */
    long awaitQuoted(final long after) {
        assertThat(page.quoted()).hasSize(1);
        return awaitSaid(after, page.quoted().getFirst());
    }

    /** The id of the last bulletin. */
    long lastSaid() {
        return run.bulletins().stream().mapToLong(Bulletin::id).max().orElse(-1);
    }

    /** Stops one processor of the connector. */
    static void stop(final String processor) {
        Shardflow.nifi().processors().stop(id(processor), LIMIT);
    }

    /** Starts one processor of the connector. */
    static void start(final String processor) {
        Shardflow.nifi().processors().start(id(processor), LIMIT);
    }

    static String id(final String processor) {
        return Shardflow.connector().processor(processor).id();
    }

    /** The queue that the page calls <i>records</i>. */
    static Queue records() {
        final Queue queue = Shardflow.connector().queue(Connector.CONSUMER, "success");
        assertThat(queue.name()).isEqualTo("records");
        return queue;
    }

    /** Waits until all that was produced is read and checkpointed: it waits in NiFi's queue, or has gone on. */
    void awaitCheckpointed() {
        await("checkpoints of all that was put").atMost(LIMIT).until(() -> run.checkpoints()
                .entrySet()
                .containsAll(run.lastProduced().entrySet()));
    }

    /** The day has gone well: from now on every command of the page has to have been followed. */
    void over() {
        passed = true;
    }

    @Override
    public void close() throws SQLException {
        run.close();
        worksheet.close();
        kinesis.close();
        if (passed) {
            assertThat(page.notFollowed())
                    .as("commands of the page that the test did not follow")
                    .isEmpty();
        }
    }
}
