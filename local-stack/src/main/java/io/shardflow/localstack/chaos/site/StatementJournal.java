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

    private final BufferedWriter file;
    private final Map<String, Begun> transactions = new HashMap<>();
    private final List<Loading> loadings = new ArrayList<>();
    private final Map<String, Loading> underWay = new HashMap<>();
    private Duration ahead = Duration.ZERO;

    StatementJournal(final Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** Snowflake's clock is so far before this machine's from now on. */
    synchronized void clockAhead(final Duration time) {
        ahead = time;
    }

    private record Begun(String name, Instant at) {}

    /** A statement that brings rows, from the begin of its transaction on: what takes a time in it may take that one. Its times are by Snowflake's clock, which may jump while it is under way. */
    private static final class Loading {

        private final Instant began;
        private final String text;
        private Instant ended = Instant.MAX;

        Loading(final Instant began, final String text) {
            this.began = began;
            this.text = text;
        }

        boolean canHaveBrought(final Instant landed) {
            final boolean inOrder = began.isBefore(ended);
            return !landed.isBefore(inOrder ? began : ended) && !landed.isAfter(inOrder ? ended : began);
        }

        @Override
        public String toString() {
            return text;
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
                case BEGIN ->
                    transactions.put(session, new Begun(sql.substring(sql.lastIndexOf(' ') + 1), now.plus(ahead)));
                case COPY, INSERT -> {
                    final Begun begun =
                            transactions.getOrDefault(session, new Begun("without a name", now.plus(ahead)));
                    final Loading loading = new Loading(
                            begun.at(),
                            "node " + (node + 1) + ", transaction " + begun.name() + ", " + now.plus(ahead) + ": "
                                    + text);
                    loadings.add(loading);
                    underWay.put(session, loading);
                }
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

    /** Nothing more comes of the session's last statement. */
    synchronized void ended(final String session) {
        final Loading loading = underWay.remove(session);
        if (loading != null) {
            loading.ended = Instant.now().plus(ahead);
        }
    }

    /** The statements that can have brought a row which says that it landed then, by Snowflake's clock. */
    public synchronized List<String> of(final Instant landed) {
        return loadings.stream()
                .filter(loading -> loading.canHaveBrought(landed))
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
