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
package io.shardflow.localstack.snowflake.access;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.settings.CommandLine;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.security.PublicKey;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/** CREATE USER and ALTER USER. */
final class UserCommand {
    private final Request request;
    private final AccessControl access;

    UserCommand(final Request request, final AccessControl access) {
        this.request = request;
        this.access = access;
    }

    void create(final boolean ifNotExists) {
        final Tokens in = request.in();
        final String name = in.identifier();
        String password = null;
        PublicKey key = null;
        String role = null;
        String warehouse = null;
        boolean service = false;
        while (!in.atEnd()) {
            final String option = in.identifier();
            final String value = AccessCommands.value(in);
            switch (option) {
                case "TYPE" -> service = value.equals("SERVICE");
                case "PASSWORD" -> password = value;
                case "RSA_PUBLIC_KEY" -> key = key(value);
                case "DEFAULT_ROLE" -> role = value.toUpperCase(Locale.ROOT);
                case "DEFAULT_WAREHOUSE" -> warehouse = value.toUpperCase(Locale.ROOT);
                case "DEFAULT_SECONDARY_ROLES", "COMMENT" -> {}
                default -> throw SnowflakeError.syntax("option " + option + " of CREATE USER", in.sql());
            }
        }
        AccessCommands.may(request, access, "CREATE USER");
        if (service && password != null) {
            throw new SnowflakeError(
                    "003085", "22023", "Cannot set PASSWORD for a user of TYPE SERVICE (stand-in's own text)");
        }
        if (!access.users().containsKey(name)) {
            access.users()
                    .put(
                            name,
                            new AccessControl.User(
                                    new StandInConfig.User(name, password, key),
                                    role,
                                    warehouse,
                                    ConcurrentHashMap.newKeySet()));
            access.rights()
                    .made(
                            Securable.of(Securable.Kind.USER, name),
                            request.session().role());
        } else if (!ifNotExists) {
            throw SnowflakeError.exists(name);
        }
    }

    /** ALTER USER has been read. Known: SET of the two public keys and of MINS_TO_UNLOCK, UNSET of the keys. */
    void alter() {
        final Tokens in = request.in();
        final String name = in.identifier();
        final AccessControl.User user = access.users().get(name);
        if (user == null) {
            throw AccessCommands.missing("User", name);
        }
        final Securable object = Securable.of(Securable.Kind.USER, name);
        if (request.standIn().config().accessControl()
                && !access.rights().owns(request.session().role(), object)) {
            throw AccessControl.insufficient(object);
        }
        final boolean set = in.acceptWord("SET");
        if (!set) {
            in.expectWord("UNSET");
        }
        PublicKey first = user.login().publicKey();
        PublicKey second = user.login().secondPublicKey();
        do {
            final String option = in.identifier();
            final String value = set ? AccessCommands.value(in) : null;
            switch (option) {
                case "RSA_PUBLIC_KEY" -> first = set ? key(value) : null;
                case "RSA_PUBLIC_KEY_2" -> second = set ? key(value) : null;
                case "MINS_TO_UNLOCK" -> {
                    // nobody gets locked here
                }
                default -> throw SnowflakeError.syntax("option " + option + " of ALTER USER", in.sql());
            }
            in.acceptSymbol(",");
        } while (!in.atEnd());
        access.users()
                .put(
                        name,
                        new AccessControl.User(
                                new StandInConfig.User(
                                        user.login().name(), user.login().password(), first, second),
                                user.defaultRole(),
                                user.defaultWarehouse(),
                                user.roles()));
    }

    private static PublicKey key(final String text) {
        try {
            return CommandLine.publicKey(text);
        } catch (IllegalArgumentException e) {
            throw new SnowflakeError(
                    "001903", "22023", "New public key rejected by current policy. Reason: 'Invalid public key'");
        }
    }
}
