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
package io.shardflow.localstack.chaos;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.chaos.check.Checker;
import io.shardflow.localstack.chaos.check.LoneReaders;
import io.shardflow.localstack.chaos.check.SoleReaders;
import io.shardflow.localstack.chaos.check.Verdict;
import io.shardflow.localstack.chaos.effect.Effects;
import io.shardflow.localstack.chaos.plan.Backend;
import io.shardflow.localstack.chaos.plan.Disturbance;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.chaos.plan.Plan;
import io.shardflow.localstack.chaos.site.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Disturbs a site by a plan, waits after each round until everything has landed, and compares in the end.
 *
 * <p>Threads: used by one.
 */
public final class ChaosRun {

    private static final String APPLICATION = "chaos";

    /**
     * How long everything may take to land after a round. After a reset the whole stream is read again; a transaction that was left
     * open is ended by the stand-in after thirty seconds; a NiFi takes half a minute to start on a busy machine.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * How long shards may be delivered by more than one NiFi after a round. One that has lost a lease knows it after five seconds, when it
     * renews the lease, and leases that are spread anew move within ten (docs/nodes.md).
     */
    private static final Duration HANDOVER = Duration.ofSeconds(30);

    /** How long the rest may take where the run has failed already. */
    private static final Duration LAST_PATIENCE = Duration.ofMinutes(1);

    private final Options options;
    private final PrintStream out;
    private final boolean inPlace;
    private final RecoveryTimes times = new RecoveryTimes();
    private int steps;

    /** @param inPlace whether the line that changes may be written over */
    public ChaosRun(final Options options, final PrintStream out, final boolean inPlace) {
        this.options = options;
        this.out = out;
        this.inPlace = inPlace;
    }

    /**
     * What came of it.
     *
     * @param recovered whether after each round everything landed in time, and each shard was read by one NiFi alone
     */
    public record Result(int steps, boolean recovered, Verdict verdict) {

        public boolean isExact() {
            return recovered && verdict.isExact();
        }

        @Override
        public String toString() {
            return "steps=" + steps + " " + verdict;
        }
    }

    /** @param logs folder of all logs */
    public Result run(final Path logs) throws IOException, SQLException, InterruptedException {
        out.println("seed " + options.seed() + ", " + options.nodes() + " NiFi, "
                + options.time().toMinutes() + " min; starting everything");
        try (Site site = Site.start(
                options.nodes(),
                APPLICATION,
                options.nar().orElseGet(Installation::nar),
                logs,
                line -> out.println("  " + line))) {
            final Checker checker = new Checker(site);
            final SoleReaders readers = new SoleReaders(site);
            final boolean landed = disturbAndSettle(site, checker, readers, logs);
            out.println("comparing the tables with what was produced, field by field and byte by byte");
            final Verdict verdict = checker.verdict();
            report(site, verdict, landed);
            if (landed && options.nodes() > 1) {
                out.printf(
                        Locale.ROOT,
                        "each shard was delivered by one NiFi alone %.1f s after the rest of a round at most%n%n",
                        readers.longest().toMillis() / 1e3);
            }
            return new Result(steps, landed, verdict);
        }
    }

    /** Whatever breaks off in here, the tables are compared, and what was seen until then is told. */
    private boolean disturbAndSettle(final Site site, final Checker checker, final SoleReaders readers, final Path logs)
            throws IOException, InterruptedException {
        try {
            final boolean recovered =
                    checker.awaitLanded(PATIENCE) && disturb(site, checker, readers) && eachReadsAlone(site, checker);
            site.load().stop();
            final boolean landed = recovered && checker.awaitLanded(PATIENCE);
            // what is only late is not to be called lost
            return checker.awaitQuiet(landed ? PATIENCE : LAST_PATIENCE) && landed && seesCheckpoints(site);
        } catch (final RuntimeException | SQLException e) {
            out.println(EarlyEnd.note(e, logs));
            return false;
        }
    }

    /** One that is not known as such is not seen by anything that is to happen at it. */
    private boolean seesCheckpoints(final Site site) {
        final boolean seen = site.nodes().stream()
                .anyMatch(node -> node.proxy(Backend.DYNAMODB).calls().containsKey(Moment.CHECKPOINT.name()));
        if (!seen) {
            out.println("no call was recognised as the write of a checkpoint: what is to happen at one did not");
        }
        return seen;
    }

    private boolean disturb(final Site site, final Checker checker, final SoleReaders readers)
            throws SQLException, InterruptedException {
        final Plan plan = new Plan(options.seed(), options.nodes());
        final Effects effects = new Effects(site, APPLICATION);
        final ChaosView view = new ChaosView(out, inPlace);
        final long end = System.nanoTime() + options.time().toNanos();
        while (System.nanoTime() - end < 0) {
            final Plan.Round round = plan.next();
            view.began(round.number(), round.disturbances());
            final Optional<Effects.Done> carriedOut = carryOut(round, effects, site, checker);
            if (carriedOut.isEmpty()) {
                view.wrongBefore(round.number(), round.disturbances());
                return false;
            }
            final Effects.Done done = carriedOut.get();
            final List<Disturbance> happened = new ArrayList<>(round.disturbances());
            happened.removeAll(done.missed());
            steps += happened.size();
            done.missed().forEach(each -> times.addMissed(each.kind()));
            final boolean landed = checker.awaitLanded(PATIENCE);
            final Duration time = Duration.ofNanos(System.nanoTime() - done.undone());
            if (!landed || time.compareTo(PATIENCE) > 0) {
                view.wrong(round.number(), round.disturbances(), time);
                return false;
            }
            if (happened.isEmpty()) {
                view.missed(round.number(), round.disturbances());
            } else {
                times.add(happened.stream().map(Disturbance::kind).toList(), time);
                view.recovered(round.number(), happened, time, checker.rows());
            }
            final Optional<String> shared = readers.await(HANDOVER, PATIENCE);
            if (shared.isPresent()) {
                view.shared(round.number(), round.disturbances(), shared.get());
                return false;
            }
        }
        return true;
    }

    /** @return empty if rows are missing before they come again, or wrong ones are to be taken away, which are compared while no other one is on its way */
    private static Optional<Effects.Done> carryOut(
            final Plan.Round round, final Effects effects, final Site site, final Checker checker)
            throws SQLException, InterruptedException {
        if (round.readsAgain() && !checker.awaitLanded(PATIENCE)) {
            return Optional.empty();
        }
        if (!round.takesRowsAway()) {
            return Optional.of(effects.carryOut(round.disturbances()));
        }
        site.load().rest();
        try {
            return checker.awaitLanded(PATIENCE) && checker.awaitQuiet(PATIENCE) && !checker.hasWrongRows()
                    ? Optional.of(effects.carryOut(round.disturbances()))
                    : Optional.empty();
        } finally {
            site.load().goOn();
        }
    }

    private boolean eachReadsAlone(final Site site, final Checker checker) throws SQLException {
        final Optional<String> idle = LoneReaders.of(site.nodes()).firstThatFails(() -> checker.awaitLanded(PATIENCE));
        idle.ifPresent(name -> out.println("not everything has landed while " + name + " alone was reading"));
        return idle.isEmpty();
    }

    private void report(final Site site, final Verdict verdict, final boolean landed) {
        if (!landed) {
            out.println("what the connectors say:");
            site.bulletins().forEach(line -> out.println("  " + line));
        }
        verdict.findings().forEach(out::println);
        out.println();
        times.table().forEach(out::println);
        out.println();
    }
}
