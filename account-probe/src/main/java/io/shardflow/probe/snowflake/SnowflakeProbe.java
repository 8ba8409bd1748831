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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.jdbc.Failures;
import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import io.shardflow.probe.Checklist;
import io.shardflow.probe.Finding;
import io.shardflow.probe.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All checks on one Snowflake account. One run, one thread; {@link #close} may come from another one at any time. */
public final class SnowflakeProbe implements AutoCloseable {

    private static final Duration EACH = Duration.ofSeconds(60);
    private static final Duration EACH_PATIENT = Duration.ofMinutes(9);

    /** SQLState. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final ProbePlace place;
    private final Duration all;
    private final PrintStream progress;

    /**
     * Logs in.
     *
     * @param patient whether to wait until Snowflake ends a transaction whose client is silent
     * @param all for all checks together
     * @throws WarehouseException if there is no session to work in
     */
    public SnowflakeProbe(
            final DriverDataSource logins, final boolean patient, final Duration all, final PrintStream progress)
            throws WarehouseException, IOException {
        this.place = new ProbePlace(logins, patient);
        this.all = all;
        this.progress = progress;
    }

    /** Every check, in the order in which they are made. */
    public static List<Check<?>> checks() {
        return List.copyOf(all());
    }

    /** Those first on which most rests: time may run out on a slow line. */
    private static List<Check<ProbePlace>> all() {
        return Stream.of(
                        SessionChecks.all(),
                        LockChecks.all(),
                        TransactionChecks.all(),
                        LoadingChecks.all(),
                        LookChecks.all(),
                        LedgerChecks.all(),
                        ValueChecks.all(),
                        ConversionChecks.all(),
                        TargetChecks.all(),
                        ReportChecks.all(),
                        FailureChecks.all(),
                        AbortChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Makes the checks, and drops what was made. Once.
     *
     * @param only ids of those to make; empty for all
     */
    public Report run(final Set<String> only) {
        final long start = System.nanoTime();
        final Supplier<List<String>> sinceLast = sinceLast();
        final List<String> besides = new ArrayList<>(sinceLast.get());
        final List<Finding> findings = new Checklist<>(
                        Check.chosen(all(), only), place.isPatient() ? EACH_PATIENT : EACH, all, progress)
                .run(place, sinceLast, SnowflakeProbe::failure);
        final SessionFacts session = place.facts();
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Snowflake", session.version());
        facts.put("Java", System.getProperty("java.version"));
        facts.put("cost", cost(start));
        final List<String> left = clean();
        facts.put("left behind", left.isEmpty() ? "nothing" : String.join(", ", left));
        facts.put("statements", Integer.toString(sent().size()));
        besides.addAll(sinceLast.get());
        return new Report("Shardflow's probe of a Snowflake account", facts, findings, besides, hidden(session));
    }

    /** Every statement that was sent so far. */
    public List<String> sent() {
        return place.sessions().sent().stream().map(RecordedSessions.Sent::sql).toList();
    }

    private Supplier<List<String>> sinceLast() {
        final int[] known = {0};
        return () -> {
            final List<RecordedSessions.Sent> sent = place.sessions().sent();
            final List<String> fresh = sent.subList(known[0], sent.size()).stream()
                    .map(one -> one.sql()
                            + one.error()
                                    .map(e -> "  -- %06d".formatted(e.getErrorCode()))
                                    .orElse(""))
                    .toList();
            known[0] = sent.size();
            return fresh;
        };
    }

    /** What the server refuses is seen, and an answer that the connector cannot read; what it did not answer is not. */
    static Answer failure(final Exception thrown) {
        final Optional<SQLException> cause = Failures.ofDriver(thrown);
        if (cause.isEmpty()) {
            if (thrown instanceof WarehouseException) {
                return Answer.of(false, thrown.getMessage());
            }
            return thrown instanceof RuntimeException
                    ? Answer.failed(thrown, thrown.getMessage())
                    : Answer.notChecked(thrown.toString());
        }
        final String said = Failures.describe(cause.get());
        if (INSUFFICIENT_PRIVILEGE.equals(cause.get().getSQLState())) {
            return Answer.notAllowed(said);
        }
        return Failures.losesSession(cause.get()) ? Answer.notChecked(said) : Answer.of(false, said);
    }

    private String cost(final long start) {
        try {
            final Optional<PoolFacts.Warehouse> warehouse =
                    PoolFacts.of(place.sessions()).warehouse();
            return warehouse
                    .map(found -> WarehouseCost.atMost(found, Duration.ofNanos(System.nanoTime() - start)))
                    .orElse("not known: the role may not look at the warehouse");
        } catch (final WarehouseException e) {
            return "not known: " + e.getMessage();
        }
    }

    private static Map<String, String> hidden(final SessionFacts session) {
        final Map<String, String> hidden = new LinkedHashMap<>();
        put(hidden, session.account(), "<account>");
        put(hidden, session.user(), "<user>");
        return hidden;
    }

    private static void put(final Map<String, String> hidden, final String text, final String shown) {
        if (text != null) {
            hidden.put(text, shown);
        }
    }

    /** Ends all sessions and drops what was made. Safe to be called twice. */
    @Override
    public void close() {
        clean();
    }

    private List<String> clean() {
        final List<String> left = place.clean();
        if (!left.isEmpty()) {
            progress.println("could not be dropped: " + String.join(", ", left));
        }
        return left;
    }
}
