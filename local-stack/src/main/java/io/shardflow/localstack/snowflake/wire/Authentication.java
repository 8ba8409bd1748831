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
package io.shardflow.localstack.snowflake.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Checks a login: password, a JWT signed with the user's key, or a token that was issued. */
final class Authentication {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SKEW_SECONDS = 30;

    /** What the driver takes for the account when the URL names none: the first part of the host. */
    private static final Set<String> FROM_HOST = Set.of("127", "localhost");

    private final StandInConfig config;
    private final Supplier<Collection<StandInConfig.User>> users;
    private final LoginRules rules;
    private final Supplier<Duration> clockAhead;

    /**
     * @param users who there are now
     * @param clockAhead how far its clock is ahead of this machine's now
     */
    Authentication(
            final StandInConfig config,
            final Supplier<Collection<StandInConfig.User>> users,
            final LoginRules rules,
            final Supplier<Duration> clockAhead) {
        this.config = config;
        this.users = users;
        this.rules = rules;
        this.clockAhead = clockAhead;
    }

    /** Returns the user's name as configured. */
    String login(final JsonNode data) {
        if (rules.isBlocked()) {
            throw new SnowflakeError(
                    "390422",
                    null,
                    "Incoming request with IP/Token 127.0.0.1 is not allowed to access Snowflake. Contact your account administrator.");
        }
        final StandInConfig.User user =
                switch (data.path("AUTHENTICATOR").asText("").toUpperCase(Locale.ROOT)) {
                    case "SNOWFLAKE_JWT" -> byKeyPair(data);
                    case "OAUTH" -> byOAuth(data);
                    case "PROGRAMMATIC_ACCESS_TOKEN" -> byProgrammaticAccessToken(data);
                    default -> byPassword(data);
                };
        return user.name().toUpperCase(Locale.ROOT);
    }

    private StandInConfig.User byPassword(final JsonNode data) {
        final StandInConfig.User user = user(data).orElseThrow(Authentication::badPassword);
        if (isOtherAccount(data)
                || user.password() == null
                || !user.password().equals(data.path("PASSWORD").asText(""))) {
            throw badPassword();
        }
        return user;
    }

    private StandInConfig.User byKeyPair(final JsonNode data) {
        final StandInConfig.User user = user(data).orElseThrow(Authentication::badToken);
        if (isOtherAccount(data)
                || Stream.of(user.publicKey(), user.secondPublicKey())
                        .filter(Objects::nonNull)
                        .noneMatch(key -> valid(data, user, key))) {
            throw badToken();
        }
        return user;
    }

    /** A login may name the user, who must be the token's then. */
    private StandInConfig.User byOAuth(final JsonNode data) {
        final LoginRules.AccessToken token = rules.find(
                        "OAUTH", data.path("TOKEN").asText(""))
                .filter(known -> !isOtherAccount(data))
                .orElseThrow(() -> new SnowflakeError("390303", null, "Invalid OAuth access token."));
        if (token.expired()) {
            throw new SnowflakeError("390318", null, "OAuth access token expired.");
        }
        final String name = data.path("LOGIN_NAME").asText("");
        if (!name.isEmpty() && !name.equalsIgnoreCase(token.user())) {
            throw new SnowflakeError(
                    "390309",
                    null,
                    "The user you were trying to authenticate as differs from the user tied to the access token.");
        }
        return user(token.user()).orElseThrow();
    }

    private StandInConfig.User byProgrammaticAccessToken(final JsonNode data) {
        final String name = data.path("LOGIN_NAME").asText("");
        return rules.find("PROGRAMMATIC_ACCESS_TOKEN", data.path("TOKEN").asText(""))
                .filter(known -> !known.expired() && !isOtherAccount(data))
                .filter(known -> name.isEmpty() || name.equalsIgnoreCase(known.user()))
                .flatMap(known -> user(known.user()))
                .orElseThrow(() -> new SnowflakeError("394400", null, "Programmatic access token is invalid."));
    }

    private boolean isOtherAccount(final JsonNode data) {
        final String account = data.path("ACCOUNT_NAME").asText("");
        return !account.isEmpty() && !account.equalsIgnoreCase(config.account()) && !FROM_HOST.contains(account);
    }

    private Optional<StandInConfig.User> user(final JsonNode data) {
        return user(data.path("LOGIN_NAME").asText(""));
    }

    private Optional<StandInConfig.User> user(final String name) {
        return users.get().stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static SnowflakeError badPassword() {
        return new SnowflakeError("390100", null, "Incorrect username or password was specified.");
    }

    private static SnowflakeError badToken() {
        return new SnowflakeError("390144", null, "JWT token is invalid.");
    }

    private boolean valid(final JsonNode data, final StandInConfig.User user, final PublicKey key) {
        final String account = data.path("ACCOUNT_NAME").asText("");
        final String[] parts = data.path("TOKEN").asText("").split("\\.");
        if (parts.length != 3) {
            return false;
        }
        try {
            final JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            final JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            final Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            final long now = Instant.now().plus(clockAhead.get()).getEpochSecond();
            final String subject =
                    ((account.isEmpty() ? config.account() : account) + "." + user.name()).toUpperCase(Locale.ROOT);
            return header.path("alg").asText().equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("sub").asText().equals(subject)
                    && claims.path("iss").asText().equals(subject + "." + fingerprint(key))
                    && claims.path("exp").asLong() > now - SKEW_SECONDS
                    && claims.path("iat").asLong() <= now + SKEW_SECONDS;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String fingerprint(final PublicKey key) throws GeneralSecurityException {
        final byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return "SHA256:" + Base64.getEncoder().encodeToString(digest);
    }
}
