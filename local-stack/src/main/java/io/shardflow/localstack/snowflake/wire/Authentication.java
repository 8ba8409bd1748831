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
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** Checks a login: password, or a JWT signed with the user's key. */
final class Authentication {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SKEW_SECONDS = 30;

    /** What the driver takes for the account when the URL names none: the first part of the host. */
    private static final Set<String> FROM_HOST = Set.of("127", "localhost");

    private final StandInConfig config;

    Authentication(final StandInConfig config) {
        this.config = config;
    }

    /** Returns the user's name as configured. */
    String login(final JsonNode data) {
        final boolean keyPair = data.path("AUTHENTICATOR").asText("").equalsIgnoreCase("SNOWFLAKE_JWT");
        final String name = data.path("LOGIN_NAME").asText("");
        final StandInConfig.User user = config.users().stream()
                .filter(u -> u.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(keyPair ? Authentication::badToken : Authentication::badPassword);
        final String account = data.path("ACCOUNT_NAME").asText("");
        if (!account.isEmpty() && !account.equalsIgnoreCase(config.account()) && !FROM_HOST.contains(account)) {
            throw keyPair ? badToken() : badPassword();
        }
        if (keyPair) {
            if (user.publicKey() == null || !valid(data.path("TOKEN").asText(""), account, user)) {
                throw badToken();
            }
        } else if (user.password() == null
                || !user.password().equals(data.path("PASSWORD").asText(""))) {
            throw badPassword();
        }
        return user.name().toUpperCase(Locale.ROOT);
    }

    private static SnowflakeError badPassword() {
        return new SnowflakeError("390100", null, "Incorrect username or password was specified.");
    }

    private static SnowflakeError badToken() {
        return new SnowflakeError("390144", null, "JWT token is invalid.");
    }

    private boolean valid(final String token, final String account, final StandInConfig.User user) {
        final String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return false;
        }
        try {
            final JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            final JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            final Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(user.publicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            final long now = Instant.now().getEpochSecond();
            final String subject =
                    ((account.isEmpty() ? config.account() : account) + "." + user.name()).toUpperCase(Locale.ROOT);
            return header.path("alg").asText().equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("sub").asText().equals(subject)
                    && claims.path("iss").asText().equals(subject + "." + fingerprint(user))
                    && claims.path("exp").asLong() > now - SKEW_SECONDS
                    && claims.path("iat").asLong() <= now + SKEW_SECONDS;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String fingerprint(final StandInConfig.User user) throws GeneralSecurityException {
        final byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(user.publicKey().getEncoded());
        return "SHA256:" + Base64.getEncoder().encodeToString(digest);
    }
}
