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
import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.ledger.TargetRules;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/** What Verify says about connection and target. Changes nothing in Snowflake. */
public final class TargetVerification {

    private final SinkSettings settings;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    public TargetVerification(final SinkSettings settings) {
        this.settings = settings;
    }

    public List<ConfigVerificationResult> verify(final String tableName) {
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
            verifyTable(tableName);
        } catch (final IllegalArgumentException e) {
            add("Find table", Outcome.SKIPPED, "Table Name: " + e.getMessage());
        } catch (final WarehouseException e) {
            add("Check table", Outcome.FAILED, e.getMessage());
        }
        return results;
    }

    private void verifyTable(final String tableName) throws WarehouseException {
        final Identifier table = Identifier.parse(tableName == null ? "" : tableName);
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
        if (problems.isEmpty()) {
            add("Check table", Outcome.SUCCESSFUL, "Fit for " + settings.guarantee());
        }
        problems.forEach(problem -> add("Check table", Outcome.FAILED, problem));
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build());
    }
}
