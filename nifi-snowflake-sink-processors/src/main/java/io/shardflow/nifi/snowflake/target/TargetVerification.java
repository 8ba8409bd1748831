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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/**
 * What Verify says about connection and target: it tries what a load takes, by objects of its own that it drops, and by statements
 * on the table that change no row. Wakes the warehouse.
 */
public final class TargetVerification {

    private final SinkSettings settings;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    public TargetVerification(final SinkSettings settings) {
        this.settings = settings;
    }

    public List<ConfigVerificationResult> verify(final Destination destination) {
        try {
            final SessionFacts session = SessionFacts.of(settings.connections());
            add(
                    "Connect",
                    Outcome.SUCCESSFUL,
                    "Account %s, user %s, role %s, warehouse %s"
                            .formatted(session.account(), session.user(), session.role(), session.warehouse()));
        } catch (final WarehouseException e) {
            add("Connect", Outcome.FAILED, e.getMessage());
            return results;
        }
        try {
            switch (destination) {
                case Destination.Table(final TableName table) -> verifyTable(table, canLoad(table));
                case Destination.Nowhere(final String reason) -> add("Find table", Outcome.SKIPPED, reason);
            }
        } catch (final WarehouseException e) {
            add("Check table", Outcome.FAILED, e.getMessage());
        }
        return results;
    }

    /** What every load takes, whatever the table. */
    private boolean canLoad(final TableName table) {
        return attempt(table, "Compute", "The warehouse runs or wakes", TargetTrial::compute)
                & attempt(table, "Upload", "A byte was uploaded to a temporary stage", this::upload)
                & attempt(table, "Create tables", "The role may create tables in the schema", TargetTrial::createTable);
    }

    /** What is tried in Snowflake. */
    @FunctionalInterface
    private interface Trial {
        void run(TargetTrial trial) throws WarehouseException;
    }

    /** @return whether it works */
    private boolean attempt(final TableName table, final String step, final String success, final Trial trial) {
        try (TargetTrial target = TargetTrial.of(settings.connections(), Target.name(settings, table))) {
            trial.run(target);
            add(step, Outcome.SUCCESSFUL, success);
            return true;
        } catch (final WarehouseException e) {
            add(step, Outcome.FAILED, e.getMessage());
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
        if (problems.isEmpty() && ready && canFill(table, sessions, facts)) {
            add("Check table", Outcome.SUCCESSFUL, "Fit for " + settings.guarantee());
        } else if (problems.isEmpty()) {
            add("Check table", Outcome.SKIPPED, "It takes no records before the steps above succeed");
        }
    }

    private boolean canFill(final TableName table, final JdbcWarehouseSessions sessions, final TargetFacts facts) {
        final boolean inserts = !facts.selectable()
                || attempt(
                        table,
                        "Insert",
                        "The role may insert into the table",
                        trial -> trial.insert(sessions.target()));
        return inserts
                & attempt(
                        table,
                        "Ledger",
                        "The role may use guard and ledger beside the table, or makes them at the first start",
                        TargetTrial::ledger);
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build());
    }
}
