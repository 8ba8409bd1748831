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
package io.shardflow.nifi.snowflake.connection;

import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;

/**
 * What Verify says about the pool: login, and what the session has of what it was to have. Wakes no warehouse. A login is bounded by
 * the driver's settings, what follows it by a minute in all.
 */
public final class PoolVerification {

    /** The tokens of a key pair hold for a minute. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(30);

    /** NiFi's canvas waits for longer. */
    private static final Duration TOTAL = Duration.ofSeconds(60);

    private final PropertyContext context;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    public PoolVerification(final PropertyContext context) {
        this.context = context;
    }

    public List<ConfigVerificationResult> verify() {
        try {
            final DriverDataSource source = PoolProperties.logins(context);
            final StoppableConnections connections = new StoppableConnections(source::getConnection);
            connections.stop(TOTAL);
            verifySession(connections);
        } catch (final WarehouseException e) {
            final boolean late = e.kind() == Kind.STOPPED;
            add(
                    "Connect",
                    late ? Outcome.SKIPPED : Outcome.FAILED,
                    late
                            ? "Not known: Verify ends after " + TOTAL.toSeconds()
                                    + " s, and Snowflake has not answered by then"
                            : e.getMessage());
        } catch (final SQLException | IllegalArgumentException e) {
            add("Connect", Outcome.FAILED, e.getMessage());
        }
        return results;
    }

    private void verifySession(final ConnectionSource source) throws WarehouseException {
        final PoolFacts facts = PoolFacts.of(source);
        final SessionFacts session = facts.session();
        add(
                "Connect",
                Outcome.SUCCESSFUL,
                "Account %s, user %s, Snowflake %s".formatted(session.account(), session.user(), session.version()));
        setting("Role", PoolProperties.ROLE, session.role(), "grant the role to the user");
        if (setting(
                "Warehouse",
                PoolProperties.WAREHOUSE,
                session.warehouse(),
                facts.grantWarehouse(wish(PoolProperties.WAREHOUSE)))) {
            facts.warehouse().ifPresent(this::warehouse);
        }
        if (setting(
                        "Database",
                        PoolProperties.DATABASE,
                        session.database(),
                        facts.grantDatabase(wish(PoolProperties.DATABASE)))
                || wish(PoolProperties.DATABASE).isEmpty()) {
            setting(
                    "Schema",
                    PoolProperties.SCHEMA,
                    session.schema(),
                    facts.grantSchema(wish(PoolProperties.DATABASE), wish(PoolProperties.SCHEMA)));
        } else {
            add("Schema", Outcome.SKIPPED, "There is none without the database");
        }
        clock(facts.clockIsAhead());
    }

    private String wish(final PropertyDescriptor property) {
        return PoolProperties.text(context, property).trim();
    }

    private void warehouse(final PoolFacts.Warehouse warehouse) {
        final boolean sleeps = warehouse.state().startsWith("SUSPEND") && !warehouse.autoResume();
        add(
                "Warehouse state",
                sleeps ? Outcome.FAILED : Outcome.SUCCESSFUL,
                sleeps
                        ? "It is suspended and does not resume by itself: run ALTER WAREHOUSE " + warehouse.sql()
                                + " SET AUTO_RESUME = TRUE"
                        : "%s, size %s, %s%s"
                                .formatted(
                                        warehouse.state(),
                                        warehouse.size(),
                                        warehouse.autoSuspend() > 0
                                                ? "suspends itself after " + warehouse.autoSuspend() + " s without work"
                                                : "never suspends itself, which is paid for day and night: run ALTER WAREHOUSE "
                                                        + warehouse.sql() + " SET AUTO_SUSPEND = 60",
                                        warehouse.autoResume() ? "" : ", and does not resume by itself"));
    }

    private void clock(final Duration ahead) {
        final boolean fits = ahead.abs().compareTo(MOST_SKEW) <= 0;
        add(
                "Clock",
                fits ? Outcome.SUCCESSFUL : Outcome.FAILED,
                fits
                        ? "Within " + MOST_SKEW.toSeconds() + " s of Snowflake's"
                        : "This machine's clock is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of")
                                + " Snowflake's, which refuses key pairs from about a"
                                + " minute on: let the machine synchronise its clock");
    }

    /** @return whether the session has it */
    private boolean setting(
            final String step, final PropertyDescriptor property, final String found, final String remedy) {
        if (found != null) {
            add(step, Outcome.SUCCESSFUL, "The session has " + found);
        } else if (wish(property).isEmpty()) {
            add(step, Outcome.SKIPPED, "The session has none, and '" + property.getName() + "' is empty");
        } else {
            add(
                    step,
                    Outcome.FAILED,
                    "The session has none: '" + property.getName() + "' is " + wish(property)
                            + ", which does not exist or may not be used; check the name, or " + remedy);
        }
        return found != null;
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build());
    }
}
