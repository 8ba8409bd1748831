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

import io.shardflow.nifi.snowflake.jdbc.SessionWishes;
import java.io.PrintWriter;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Logs in with the driver of this class loader. A refused login is not repeated for a while, unless there are other credentials:
 * Snowflake locks a user after five of them, and a pool repeats what fails. Safe for several threads; the only state is the last refusal.
 */
public final class DriverDataSource implements DataSource {

    /** How long a refused login is answered from memory. */
    static final Duration REFUSAL_HOLDS = Duration.ofSeconds(60);

    /** Snowflake's login errors: 390100 to 390499. */
    private static final int FIRST_LOGIN_ERROR = 390100;

    private static final int LAST_LOGIN_ERROR = 390499;

    private static final int INVALID_PROGRAMMATIC_ACCESS_TOKEN = 394400;

    /** An OAuth token that is invalid, or has expired; another one may do. */
    private static final Set<Integer> OTHER_TOKEN = Set.of(390303, 390318);

    /** Held strongly, because the level would be lost with the logger; the driver's finer levels carry SQL text. */
    private static final Logger DRIVER_LOG = Logger.getLogger("net.snowflake");

    private record Refusal(SQLException error, Properties login, long nanos) {}

    private final Driver driver;
    private final String url;
    private final Properties settings;
    private final Credentials credentials;
    private volatile Refusal refusal;

    DriverDataSource(final String url, final Properties settings, final Credentials credentials) throws SQLException {
        DRIVER_LOG.setLevel(Level.WARNING);
        this.driver = find(url);
        this.url = url;
        this.settings = settings;
        this.credentials = credentials;
    }

    /**
     * For programs beside NiFi, with the settings that each connection of the pool has; makes no connection yet.
     *
     * @param account as {@link PoolProperties#ACCOUNT_URL} takes it
     * @param place role, warehouse, db and schema, by the driver's names; those that are left out are the user's own
     * @throws IllegalArgumentException if it is no account; the message tells the remedy
     */
    public static DriverDataSource ofKeyPair(
            final String account, final String user, final PrivateKey key, final Map<String, String> place)
            throws SQLException {
        final AccountUrl url = AccountUrl.parse(account);
        final Properties settings = DriverSettings.bounded();
        settings.putAll(place);
        if (!url.account().isEmpty()) {
            settings.setProperty("account", url.account());
        }
        return new DriverDataSource(
                url.jdbcUrl(), settings, login -> AuthenticationProperties.addKey(login, user, key));
    }

    /** What its sessions are to have. */
    public SessionWishes wishes() {
        return SessionWishes.of(settings);
    }

    private static Driver find(final String url) throws SQLException {
        for (final Driver candidate : ServiceLoader.load(Driver.class, DriverDataSource.class.getClassLoader())) {
            if (candidate.acceptsURL(url)) {
                return candidate;
            }
        }
        throw new SQLException("no JDBC driver for Snowflake in this NAR");
    }

    @Override
    public Connection getConnection() throws SQLException {
        final Properties login = login();
        checkRefusal(login);
        try {
            return connect(login);
        } catch (final SQLException e) {
            if (!OTHER_TOKEN.contains(e.getErrorCode())) {
                throw e;
            }
            final Properties renewed = renewedLogin();
            if (renewed.equals(login)) {
                throw e;
            }
            return connect(renewed);
        }
    }

    private Properties login() throws SQLException {
        final Properties login = new Properties();
        login.putAll(settings);
        credentials.addTo(login);
        return login;
    }

    private Properties renewedLogin() throws SQLException {
        try {
            credentials.renew();
        } catch (final RuntimeException e) {
            // It may have a token all the same; otherwise it says so when it is asked for it.
        }
        return login();
    }

    private Connection connect(final Properties login) throws SQLException {
        final Properties copy = new Properties();
        copy.putAll(login);
        try {
            return WatchedConnection.of(driver.connect(url, copy), SessionWishes.of(login));
        } catch (final SQLException e) {
            if (refusesLogin(e.getErrorCode())) {
                refusal = new Refusal(e, login, System.nanoTime());
            }
            throw e;
        }
    }

    private static boolean refusesLogin(final int code) {
        return code >= FIRST_LOGIN_ERROR && code <= LAST_LOGIN_ERROR || code == INVALID_PROGRAMMATIC_ACCESS_TOKEN;
    }

    /** @throws SQLException the last refusal while it holds, and while there is nothing else to log in with */
    public void checkRefusal() throws SQLException {
        if (refusal != null) {
            checkRefusal(login());
        }
    }

    private void checkRefusal(final Properties login) throws SQLException {
        final Refusal last = refusal;
        if (last != null
                && System.nanoTime() - last.nanos() < REFUSAL_HOLDS.toNanos()
                && last.login().equals(login)) {
            throw last.error();
        }
    }

    @Override
    public Connection getConnection(final String username, final String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the login is fixed");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(final PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(final int seconds) {
        // The driver's own loginTimeout is among the properties.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return DRIVER_LOG;
    }

    @Override
    public <T> T unwrap(final Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper of " + type);
    }

    @Override
    public boolean isWrapperFor(final Class<?> type) {
        return false;
    }
}
