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
package io.shardflow.localstack.snowflake.settings;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

/**
 * How a stand-in starts.
 *
 * @param dataFolder where tables and stages live; made when missing, left when the stand-in closes
 * @param port to listen on at 127.0.0.1, 0 for a free one
 * @param account account name, compared ignoring case and only when a login names one
 * @param users who may log in
 * @param database database made at start
 * @param schema schema made in it at start, beside PUBLIC
 * @param abandonedAfter idle time after which an open transaction that blocks somebody is rolled back; Snowflake: 5 minutes
 * @param accessControl whether roles and grants say who may do what; otherwise everybody may do everything
 * @param inMemory whether tables are gone when it ends, however it ends; that spares what they cost on disk
 */
public record StandInConfig(
        Path dataFolder,
        int port,
        String account,
        List<User> users,
        String database,
        String schema,
        Duration abandonedAfter,
        boolean accessControl,
        boolean inMemory) {

    public static final String SERVER_VERSION = "9.99.0";

    /**
     * A user.
     *
     * @param name login name, compared ignoring case
     * @param password or null when only the key pair is accepted
     * @param publicKey RSA key, or null
     * @param secondPublicKey another one that is accepted as well, or null
     */
    public record User(String name, String password, PublicKey publicKey, PublicKey secondPublicKey) {

        /** With one key at most. @param publicKey null when only the password is accepted */
        public User(final String name, final String password, final PublicKey publicKey) {
            this(name, password, publicKey, null);
        }
    }

    /** One user {@code NIFI} with password {@code nifi}, account {@code LOCAL}, database {@code DEMO_DB}, schema {@code PUBLIC}, a free port. */
    public static StandInConfig of(final Path dataFolder) {
        return new StandInConfig(
                dataFolder,
                0,
                "LOCAL",
                List.of(new User("NIFI", "nifi", null)),
                "DEMO_DB",
                "PUBLIC",
                Duration.ofMinutes(5),
                false,
                false);
    }

    /** The same with other users. */
    public StandInConfig withUsers(final List<User> others) {
        return new StandInConfig(
                dataFolder,
                port,
                account,
                List.copyOf(others),
                database,
                schema,
                abandonedAfter,
                accessControl,
                inMemory);
    }

    /** The same on a fixed port. */
    public StandInConfig withPort(final int fixed) {
        return new StandInConfig(
                dataFolder, fixed, account, users, database, schema, abandonedAfter, accessControl, inMemory);
    }

    /** The same with another account name. */
    public StandInConfig withAccount(final String other) {
        return new StandInConfig(
                dataFolder, port, other, users, database, schema, abandonedAfter, accessControl, inMemory);
    }

    /** The same with another database and schema. */
    public StandInConfig withSchema(final String otherDatabase, final String otherSchema) {
        return new StandInConfig(
                dataFolder, port, account, users, otherDatabase, otherSchema, abandonedAfter, accessControl, inMemory);
    }

    /** The same with another idle time. */
    public StandInConfig withAbandonedAfter(final Duration time) {
        return new StandInConfig(dataFolder, port, account, users, database, schema, time, accessControl, inMemory);
    }

    /** The same with roles and grants, of which the users above have all. */
    public StandInConfig withAccessControl() {
        return new StandInConfig(dataFolder, port, account, users, database, schema, abandonedAfter, true, inMemory);
    }

    /** The same with tables that are gone when it ends. */
    public StandInConfig withTablesInMemory() {
        return new StandInConfig(
                dataFolder, port, account, users, database, schema, abandonedAfter, accessControl, true);
    }
}
