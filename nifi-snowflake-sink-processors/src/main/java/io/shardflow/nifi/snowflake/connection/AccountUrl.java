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

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Address of a Snowflake account.
 *
 * @param host with port if it is not the usual one
 * @param account name of the account, where the host does not begin with it; empty otherwise
 * @param tls false only on this machine, for a stand-in
 */
record AccountUrl(String host, String account, boolean tls) {

    private static final String DOMAIN = ".snowflakecomputing.com";
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final String ACCOUNT_QUERY = "account=";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /**
     * Accepts what users have at hand: the URL of the account, its host name, or the account identifier alone.
     *
     * @throws IllegalArgumentException if it is none of these; the message tells the remedy
     */
    static AccountUrl parse(final String text) {
        final String trimmed = text.trim();
        if (trimmed.contains("://")) {
            return ofUrl(trimmed);
        }
        final String host = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
        if (!ACCOUNT.matcher(host).matches()) {
            throw new IllegalArgumentException("write https://<account>" + DOMAIN + " or the account identifier");
        }
        return new AccountUrl(isSnowflake(host) ? host : host + DOMAIN, "", true);
    }

    /**
     * As Snowpark Container Services tells it to what runs there.
     *
     * @throws IllegalArgumentException if it does not
     */
    static AccountUrl ofEnvironment(final Map<String, String> environment) {
        final String host = environment.getOrDefault("SNOWFLAKE_HOST", "").trim();
        if (!ACCOUNT.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "is empty, and NiFi's environment has no SNOWFLAKE_HOST, as Snowpark Container Services sets it: write https://<account>"
                            + DOMAIN);
        }
        return new AccountUrl(
                host, environment.getOrDefault("SNOWFLAKE_ACCOUNT", "").trim(), true);
    }

    private static AccountUrl ofUrl(final String text) {
        final URI uri = URI.create(text);
        final boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        final String query = uri.getQuery() == null ? "" : uri.getQuery();
        final String account = query.startsWith(ACCOUNT_QUERY) ? query.substring(ACCOUNT_QUERY.length()) : "";
        if (uri.getHost() == null
                || !query.isEmpty() && !ACCOUNT.matcher(account).matches()
                || uri.getUserInfo() != null
                || !tls && !"http".equalsIgnoreCase(uri.getScheme())
                || uri.getFragment() != null
                || uri.getPath() != null
                        && !uri.getPath().isEmpty()
                        && !uri.getPath().equals("/")) {
            throw new IllegalArgumentException("write https://<account>" + DOMAIN
                    + ", with ?account=<account> behind it only where the host is not the account's");
        }
        if (!tls && !LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException(
                    "http:// would send credentials in the clear; it is for this machine only");
        }
        return new AccountUrl(uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort(), account, tls);
    }

    private static boolean isSnowflake(final String host) {
        final String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(DOMAIN) || lower.endsWith(".snowflakecomputing.cn");
    }

    /** The URL that the JDBC driver takes. */
    String jdbcUrl() {
        return "jdbc:snowflake://" + (tls ? "" : "http://") + host + "/";
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host;
    }
}
