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

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What control requests say about logins: the tokens that were issued, and whether a network policy lets anybody in. Any thread. */
final class LoginRules {

    /**
     * A token that Snowflake or an OAuth server has issued.
     *
     * @param authenticator OAUTH or PROGRAMMATIC_ACCESS_TOKEN
     * @param user whom it stands for
     * @param expired whether its time is over
     */
    record AccessToken(String authenticator, String user, boolean expired) {}

    private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();
    private volatile boolean blocked;

    /** Issues a token, or changes what is known of it. */
    void put(final String token, final AccessToken known) {
        tokens.put(token, known);
    }

    /** Empty if nobody has issued such a token for this authenticator. */
    Optional<AccessToken> find(final String authenticator, final String token) {
        return Optional.ofNullable(tokens.get(token))
                .filter(known -> known.authenticator().equals(authenticator.toUpperCase(Locale.ROOT)));
    }

    /** Whether a network policy keeps this machine out. */
    boolean isBlocked() {
        return blocked;
    }

    void block(final boolean keepOut) {
        blocked = keepOut;
    }
}
