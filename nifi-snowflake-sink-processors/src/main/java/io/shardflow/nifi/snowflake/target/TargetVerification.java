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

import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.jdbc.TargetTrial;
import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.ledger.TargetRules;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.settings.Destination;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/**
 * What Verify says about connection and target: it tries what a load takes, by objects of its own that it drops, and by statements
 * on the table that change no row. Wakes the warehouse. After a minute it ends the statement that is running, and the steps that
 * are left are not made.
 */
public final class TargetVerification {

    private static final String NEW_FIELDS = "New fields";

    /** NiFi's canvas waits for longer. */
    private static final Duration TOTAL = Duration.ofSeconds(60);

    private final SinkSettings settings;
    private final Duration total;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    /** @param settings whose connections nobody else uses */
    public TargetVerification(final SinkSettings settings) {
        this(settings, TOTAL);
    }

    TargetVerification(final SinkSettings settings, final Duration total) {
        this.settings = settings;
        this.total = total;
    }

    public List<ConfigVerificationResult> verify(final Destination destination) {
        settings.connections().stop(total);
        try {
            final SessionFacts session = SessionFacts.of(settings.connections());
            add(
                    "Connect",
                    Outcome.SUCCESSFUL,
                    "Account %s, user %s, role %s, warehouse %s"
                            .formatted(session.account(), session.user(), session.role(), session.warehouse()));
        } catch (final WarehouseException e) {
            failed("Connect", e);
            return results;
        }
        try {
            switch (destination) {
                case Destination.Table(final TableName table) -> verifyTable(table, canLoad(table));
                case Destination.Nowhere(final String reason) -> add("Find table", Outcome.SKIPPED, reason);
            }
        } catch (final WarehouseException e) {
            failed("Check table", e);
        }
        return results;
    }

    /** What the time was over for is neither good nor bad. */
    private void failed(final String step, final WarehouseException e) {
        if (e.kind() == Kind.STOPPED) {
            add(
                    step,
                    Outcome.SKIPPED,
                    "Not known: Verify ends after " + total.toSeconds()
                            + " s, and was not done with this step. Snowflake"
                            + " answers slowly, or waits for a warehouse or a lock; see the steps above");
        } else {
            add(step, Outcome.FAILED, e.getMessage());
        }
    }

    /** What every load takes, whatever the table. */
    private boolean canLoad(final TableName table) {
        return attempt(table, "Compute", trial -> {
                    trial.compute();
                    return "The warehouse runs or wakes";
                })
                & attempt(table, "Upload", trial -> {
                    upload(trial);
                    return "A byte was uploaded to a temporary stage";
                })
                & attempt(table, "Create tables", trial -> {
                    trial.createTable();
                    return "The role may create tables in the schema";
                });
    }

    /** What is tried in Snowflake; answers with what it has shown. */
    @FunctionalInterface
    private interface Trial {
        String run(TargetTrial trial) throws WarehouseException;
    }

    /** @return whether it works */
    private boolean attempt(final TableName table, final String step, final Trial trial) {
        try (TargetTrial target = TargetTrial.of(settings.connections(), settings.target(table))) {
            add(step, Outcome.SUCCESSFUL, trial.run(target));
            return true;
        } catch (final WarehouseException e) {
            failed(step, e);
            return false;
        }
    }

    private void upload(final TargetTrial trial) throws WarehouseException {
        Path file = null;
        try {
            file = Files.createTempFile("shardflow-verify", ".json");
            Files.writeString(file, " ");
            trial.upload(file);
        } catch (final IOException e) {
            throw new WarehouseException(
                    Kind.PERMANENT, "no file can be written into java.io.tmpdir of this NiFi: " + e, e);
        } finally {
            delete(file);
        }
    }

    private static void delete(final Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (final IOException e) {
            // A byte in the temporary folder.
        }
    }

    private void verifyTable(final TableName table, final boolean ready) throws WarehouseException {
        final Optional<JdbcWarehouseSessions> found = Target.find(settings, table, Optional.empty());
        if (found.isEmpty()) {
            final boolean creates = settings.columns().creation() != TableCreation.REFUSE;
            add(
                    "Find table",
                    creates ? Outcome.SUCCESSFUL : Outcome.FAILED,
                    "Table " + table
                            + (creates
                                    ? " does not exist, or the role may not see it; it will be created from the first FlowFiles"
                                    : " does not exist, or the role may not see it; create it, or set Table Creation to another value than Refuse"));
            return;
        }
        final JdbcWarehouseSessions sessions = found.get();
        add(
                "Find table",
                Outcome.SUCCESSFUL,
                "Table " + sessions.target().name() + " has "
                        + sessions.target().columns().size() + " columns");
        final TargetFacts facts;
        try (WarehouseSession session = sessions.open()) {
            facts = session.targetFacts();
        }
        final List<String> problems = settings.isExactlyOnce() ? TargetRules.problems(facts) : List.of();
        problems.forEach(problem -> add("Check table", Outcome.FAILED, problem));
        final boolean fills = problems.isEmpty() && ready && canFill(table, sessions, facts);
        final boolean follows = newFields(table, sessions.target());
        if (fills) {
            add(
                    "Check table",
                    Outcome.SUCCESSFUL,
                    "Fit for " + settings.guarantee()
                            + (follows ? "" : ", but for records with new fields: see " + NEW_FIELDS));
        } else if (problems.isEmpty()) {
            add("Check table", Outcome.SKIPPED, "It takes no records before the steps above succeed");
        }
    }

    private boolean canFill(final TableName table, final JdbcWarehouseSessions sessions, final TargetFacts facts) {
        final boolean inserts = !facts.selectable()
                || attempt(table, "Insert", trial -> {
                    trial.insert(sessions.target());
                    return "The role may insert into the table";
                });
        return inserts & attempt(table, "Ledger", OwnershipSteps::ledger);
    }

    /** @return whether nothing speaks against what is to happen to a field without a column */
    private boolean newFields(final TableName table, final TargetTable target) {
        return settings.columns().isWholeRecord()
                || attempt(table, NEW_FIELDS, trial -> OwnershipSteps.newFields(trial, settings.columns(), target));
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build());
    }
}
