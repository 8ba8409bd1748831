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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.nifi.oauth2.AccessToken;
import org.apache.nifi.oauth2.OAuth2AccessTokenProvider;

/** A token, fetched anew for each login. */
final class TokenCredentials implements Credentials {

    /** What the driver calls a token that stands for its user by itself. */
    static final String OAUTH = "OAUTH";

    static final String PROGRAMMATIC_ACCESS_TOKEN = "PROGRAMMATIC_ACCESS_TOKEN";

    @FunctionalInterface
    private interface Source {
        String token() throws SQLException;
    }

    private final String authenticator;
    private final Source source;
    private final Runnable renewal;

    private TokenCredentials(final String authenticator, final Source source, final Runnable renewal) {
        this.authenticator = authenticator;
        this.source = source;
        this.renewal = renewal;
    }

    static TokenCredentials programmatic(final String token) {
        return new TokenCredentials(PROGRAMMATIC_ACCESS_TOKEN, () -> token, () -> {});
    }

    /** The token of a file that somebody else keeps fresh. */
    static TokenCredentials ofFile(final Path file) {
        return new TokenCredentials(OAUTH, () -> read(file), () -> {});
    }

    private static String read(final Path file) throws SQLException {
        final String token;
        try {
            token = Files.readString(file).trim();
        } catch (final IOException e) {
            throw new MissingCredentialsException(
                    "'Session Token File' " + file + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "): outside Snowpark Container Services choose another 'Authentication Strategy', inside mind that"
                            + " NiFi's user may read the file",
                    e);
        }
        if (token.isEmpty()) {
            throw new MissingCredentialsException("'Session Token File' " + file + " is empty", null);
        }
        return token;
    }

    /** The token of a controller service, which has its own opinion about when it needs a new one. */
    static TokenCredentials ofProvider(final OAuth2AccessTokenProvider provider) {
        return new TokenCredentials(OAUTH, () -> fetch(provider), provider::refreshAccessDetails);
    }

    private static String fetch(final OAuth2AccessTokenProvider provider) throws SQLException {
        final AccessToken details;
        try {
            details = provider.getAccessDetails();
        } catch (final RuntimeException e) {
            // Its text is the provider's, which says it in a bulletin of its own, and may be an answer of the OAuth
            // server.
            throw new MissingCredentialsException(
                    "'OAuth2 Access Token Provider' has no token ("
                            + e.getClass().getSimpleName()
                            + "): see its own bulletins, and check its settings and that the OAuth server is reached",
                    e);
        }
        if (details == null
                || details.getAccessToken() == null
                || details.getAccessToken().isBlank()) {
            throw new MissingCredentialsException(
                    "'OAuth2 Access Token Provider' gives an empty token: check its settings", null);
        }
        return details.getAccessToken();
    }

    @Override
    public void addTo(final Properties login) throws SQLException {
        login.setProperty("authenticator", authenticator);
        login.setProperty("token", source.token());
    }

    @Override
    public void renew() {
        renewal.run();
    }
}
