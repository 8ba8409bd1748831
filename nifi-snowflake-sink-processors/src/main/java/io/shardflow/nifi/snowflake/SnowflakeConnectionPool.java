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
package io.shardflow.nifi.snowflake;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.connection.Loans;
import io.shardflow.nifi.snowflake.connection.MissingCredentialsException;
import io.shardflow.nifi.snowflake.connection.PoolProperties;
import io.shardflow.nifi.snowflake.connection.PoolVerification;
import io.shardflow.nifi.snowflake.connection.WatchedConnection;
import io.shardflow.nifi.snowflake.jdbc.Failures;
import io.shardflow.nifi.snowflake.jdbc.LendingPool;
import io.shardflow.nifi.snowflake.jdbc.WatchedSession;
import io.shardflow.nifi.snowflake.ledger.Loan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.SupportsSensitiveDynamicProperties;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.exception.ProcessException;

@Tags({"snowflake", "jdbc", "database", "connection", "pooling", "dbcp"})
@CapabilityDescription("""
        Connections to one Snowflake account, with the session settings that PutSnowflake relies on and with every wait \
        bounded. Enabling does not connect; Verify does, and says what it found.""")
@SeeAlso({PutSnowflake.class, GetRejectedRecords.class})
@DynamicProperty(
        name = "Connection property of the Snowflake driver, or session parameter of Snowflake",
        value = "Its value",
        expressionLanguageScope = ExpressionLanguageScope.ENVIRONMENT,
        description = """
                Given to the driver at each login, for example networkTimeout or STATEMENT_TIMEOUT_IN_SECONDS. Those that exact \
                loading relies on, and those that have a property of their own, are refused.""")
@SupportsSensitiveDynamicProperties
public class SnowflakeConnectionPool extends AbstractControllerService
        implements DBCPService, LendingPool, VerifiableControllerService {

    /** Seconds that a heartbeat may take before a connection counts as dead. */
    private static final long VALIDATION_MILLIS = 5_000;

    /** Written when enabled and disabled, read by every thread that borrows. */
    private volatile DriverDataSource logins;

    private volatile HikariDataSource pool;

    private volatile Loans loans;

    private volatile boolean tagged;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PoolProperties.ALL;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String name) {
        return PoolProperties.dynamic(name);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return PoolProperties.validate(context);
    }

    /** Opens no connection: Snowflake may be out of reach, and enabling must not wait for it. */
    @OnEnabled
    public void onEnabled(final ConfigurationContext context) throws SQLException {
        tagged = PoolProperties.areStatementsTagged(context);
        logins = PoolProperties.logins(context);
        pool = new HikariDataSource(poolConfig(context, logins));
        loans = new Loans(pool);
    }

    private HikariConfig poolConfig(final PropertyContext context, final DriverDataSource source) {
        final HikariConfig config = new HikariConfig();
        config.setPoolName("snowflake-" + getIdentifier());
        config.setDataSource(source);
        // As AUTOCOMMIT=false among the driver's properties says: otherwise the pool would set it, which commits.
        config.setAutoCommit(false);
        config.setMaximumPoolSize(
                context.getProperty(PoolProperties.MAXIMUM_CONNECTIONS).asInteger());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(
                context.getProperty(PoolProperties.MAXIMUM_WAIT).asTimePeriod(TimeUnit.MILLISECONDS));
        config.setValidationTimeout(Math.min(VALIDATION_MILLIS, config.getConnectionTimeout()));
        config.setExceptionOverride(new EvictLostSessions());
        return config;
    }

    @OnDisabled
    public void onDisabled() {
        final HikariDataSource closing = pool;
        pool = null;
        loans = null;
        logins = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** @throws ProcessException caused by the {@link SQLException} of the driver when the login failed */
    @Override
    public Connection getConnection() {
        return borrow("", Loans::borrow);
    }

    /**
     * The same; statements have the borrower's name in their QUERY_TAG.
     *
     * @param attributes may have {@link WatchedSession#BORROWER}
     */
    @Override
    public Connection getConnection(final Map<String, String> attributes) {
        return borrow(borrower(attributes), Loans::borrow);
    }

    @Override
    public Connection lend(final Map<String, String> attributes, final Loan loan) {
        return borrow(borrower(attributes), from -> from.lend(loan));
    }

    private static String borrower(final Map<String, String> attributes) {
        return attributes.getOrDefault(WatchedSession.BORROWER, "");
    }

    @FunctionalInterface
    private interface Way {
        Connection from(Loans loans) throws SQLException;
    }

    private Connection borrow(final String borrower, final Way way) {
        final HikariDataSource current = pool;
        final Loans from = loans;
        final DriverDataSource source = logins;
        if (current == null || from == null || source == null) {
            throw new ProcessException("the connection pool is disabled");
        }
        try {
            source.checkRefusal();
            final Connection connection = way.from(from);
            final WatchedConnection watched = connection.unwrap(WatchedConnection.class);
            watched.lent();
            // A session that others have had is of no use to those who tell their name, and ended by them.
            if (tagged && !watched.isStrange()) {
                watched.tag(borrower);
            }
            return connection;
        } catch (final SQLException e) {
            final SQLException known =
                    missingCredentials(e).or(() -> Failures.ofDriver(e)).orElse(e);
            final SQLException cause = known instanceof SQLTransientConnectionException && known.getErrorCode() == 0
                    ? waited(current, known)
                    : known;
            throw new ProcessException("no connection to Snowflake: " + Failures.describe(cause), cause);
        }
    }

    /** In place of what HikariCP says when no login has ended within its wait. */
    private static SQLException waited(final HikariDataSource pool, final SQLException e) {
        final boolean taken = pool.getHikariPoolMXBean().getActiveConnections() >= pool.getMaximumPoolSize();
        return new SQLTransientConnectionException(
                "none within 'Maximum Wait' (" + TimeUnit.MILLISECONDS.toSeconds(pool.getConnectionTimeout()) + " s): "
                        + (taken
                                ? "all of 'Maximum Connections' are in use; raise it, or lower the 'Concurrent Tasks' of those who"
                                        + " use the pool"
                                : "Snowflake does not answer the login; check 'Account URL', and that this machine reaches it, by the"
                                        + " proxy if there is one"),
                e.getSQLState(),
                e);
    }

    /** From under what HikariCP says after its wait. */
    private static Optional<SQLException> missingCredentials(final SQLException e) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(MissingCredentialsException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ConfigurationContext context, final ComponentLog log, final Map<String, String> variables) {
        return new PoolVerification(context).verify();
    }

    /** The driver says {@code isClosed() == false} for a session that ended; the pool must learn it from the error. */
    private static final class EvictLostSessions implements SQLExceptionOverride {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(final SQLException e) {
            return Failures.losesSession(e)
                    ? SQLExceptionOverride.Override.MUST_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }
}
