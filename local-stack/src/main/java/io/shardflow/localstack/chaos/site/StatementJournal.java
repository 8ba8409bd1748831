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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.chaos.plan.Moment;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements that the NiFis have sent, as they came by: all in a file, and those that bring rows into a table in memory, with
 * their transactions. Safe for use by many threads.
 */
public final class StatementJournal implements AutoCloseable {

    private static final int LONGEST = 300;

    /** How long a statement that brings rows may have been on its way to them. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final BufferedWriter file;
    private final Map<String, String> transactions = new HashMap<>();
    private final List<Loading> loadings = new ArrayList<>();
    private Duration ahead = Duration.ZERO;

    StatementJournal(final Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** Snowflake's clock is so far before this machine's from now on. */
    synchronized void clockAhead(final Duration time) {
        ahead = time;
    }

    /** @param at by Snowflake's clock */
    private record Loading(Instant at, int node, String transaction, String sql) {
        @Override
        public String toString() {
            return "node " + (node + 1) + ", transaction " + transaction + ", " + at + ": " + sql;
        }
    }

    /**
     * A statement comes by.
     *
     * @param session names its session
     */
    synchronized void note(final int node, final String session, final Optional<Moment> moment, final String sql) {
        final Instant now = Instant.now();
        final String text = sql.substring(0, Math.min(sql.length(), LONGEST)).replaceAll("\\s+", " ");
        moment.ifPresent(which -> {
            switch (which) {
                case BEGIN -> transactions.put(session, sql.substring(sql.lastIndexOf(' ') + 1));
                case COPY, INSERT ->
                    loadings.add(new Loading(
                            now.plus(ahead), node, transactions.getOrDefault(session, "without a name"), text));
                default -> {}
            }
        });
        try {
            file.write(now + " node " + (node + 1) + " "
                    + moment.map(Moment::toString).orElse("-") + ": " + text);
            file.newLine();
            file.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statements that can have brought a row which says that it landed then, by Snowflake's clock. */
    public synchronized List<String> of(final Instant landed) {
        return loadings.stream()
                .filter(loading -> !loading.at().isAfter(landed) && loading.at().isAfter(landed.minus(SLACK)))
                .map(Loading::toString)
                .toList();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
