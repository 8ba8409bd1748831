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

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** What can go wrong between PutSnowflake and Snowflake, how it is made to, and how it ends. */
final class SinkTroubles {

    static final String ON_PUBLIC = " ON SCHEMA DEMO_DB.PUBLIC TO ROLE LOADING";
    private static final String FROM_PUBLIC = " ON SCHEMA DEMO_DB.PUBLIC FROM ROLE LOADING";
    static final String FOR_NOW = "is not loaded for now";

    private final SnowflakeForTests snowflake;

    SinkTroubles(final SnowflakeForTests snowflake) {
        this.snowflake = snowflake;
    }

    @FunctionalInterface
    interface Act {
        void on(TroubledSink sink) throws Exception;
    }

    /** What becomes of the FlowFiles. */
    enum Course {
        /** They wait until somebody has acted. */
        LASTING,
        /** They wait for something that may pass by itself. */
        PASSING,
        /** They land, and nobody need know. */
        UNSEEN
    }

    /**
     * Something that goes wrong.
     *
     * @param row begins a text of its row on the page
     * @param during whether a record is loaded before
     * @param says object and remedy
     */
    record Trouble(String name, String row, Course course, boolean during, Act cause, Act cure, List<String> says) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Trouble starting(
            final String name,
            final String row,
            final Course course,
            final Act cause,
            final Act cure,
            final String... says) {
        return new Trouble(name, row, course, false, cause, cure, List.of(says));
    }

    static Trouble during(
            final String name,
            final String row,
            final Course course,
            final Act cause,
            final Act cure,
            final String... says) {
        return new Trouble(name, row, course, true, cause, cure, List.of(says));
    }

    /** An administrator's statements, in which %s is the table. */
    private Act sql(final String... statements) {
        return sink -> administrator(Stream.of(statements)
                .map(text -> text.replace("%s", sink.table))
                .toArray(String[]::new));
    }

    private Act control(final String json) {
        return sink -> snowflake.control(json);
    }

    private static Act then(final Act first, final Act second) {
        return sink -> {
            first.on(sink);
            second.on(sink);
        };
    }

    private static Act set(final String property, final String value) {
        return sink -> sink.set(property, value);
    }

    void administrator(final String... statements) throws Exception {
        try (Connection connection = snowflake.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("USE SCHEMA DEMO_DB.PUBLIC");
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Stream<Trouble> all() {
        return Stream.of(rights(), tables(), sessions(), logins(), networks()).flatMap(all -> all);
    }

    Stream<Trouble> rights() {
        return Stream.of(
                starting(
                        "no INSERT on the table",
                        "Insufficient privileges",
                        Course.LASTING,
                        sql(
                                "CREATE TABLE %s (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR)",
                                "GRANT SELECT ON TABLE %s TO ROLE LOADING"),
                        sql("GRANT INSERT ON TABLE %s TO ROLE LOADING"),
                        "003001",
                        "GRANT INSERT ON TABLE"),
                starting(
                        "no right to create tables",
                        "Insufficient privileges",
                        Course.LASTING,
                        sql("REVOKE CREATE TABLE" + FROM_PUBLIC),
                        sql("GRANT CREATE TABLE" + ON_PUBLIC),
                        "003001",
                        "GRANT CREATE TABLE ON SCHEMA"),
                during(
                        "the schema is hidden",
                        "does not exist or not authorized",
                        Course.LASTING,
                        sql("REVOKE USAGE" + FROM_PUBLIC),
                        sql("GRANT USAGE" + ON_PUBLIC),
                        "002003",
                        "GRANT USAGE ON SCHEMA"),
                starting(
                        "guard of another role",
                        "already exists, but current role",
                        Course.LASTING,
                        sql("CREATE TABLE %s_SHARDFLOW_GUARD (N NUMBER)"),
                        sql("DROP TABLE %s_SHARDFLOW_GUARD"),
                        "belongs to another role",
                        "GRANT SELECT, UPDATE ON TABLE"),
                during(
                        "no right on the warehouse",
                        "No active warehouse",
                        Course.LASTING,
                        sql("REVOKE USAGE ON WAREHOUSE LOADING_WH FROM ROLE LOADING"),
                        sql("GRANT USAGE ON WAREHOUSE LOADING_WH TO ROLE LOADING"),
                        "000606",
                        "GRANT USAGE ON WAREHOUSE"),
                during(
                        "the warehouse is suspended and does not resume",
                        "No active warehouse",
                        Course.LASTING,
                        sql("ALTER WAREHOUSE LOADING_WH SET AUTO_RESUME = FALSE", "ALTER WAREHOUSE LOADING_WH SUSPEND"),
                        sql("ALTER WAREHOUSE LOADING_WH SET AUTO_RESUME = TRUE"),
                        "000606",
                        "resumes by itself"),
                starting(
                        "no such warehouse",
                        "No active warehouse",
                        Course.LASTING,
                        set("Warehouse", "NOBODYS_WH"),
                        sql("CREATE WAREHOUSE NOBODYS_WH", "GRANT USAGE ON WAREHOUSE NOBODYS_WH TO ROLE LOADING"),
                        "000606",
                        "'Warehouse'",
                        "GRANT USAGE ON WAREHOUSE \"NOBODYS_WH\""),
                during(
                        "the quota is exceeded",
                        "has exceeded its quota",
                        Course.LASTING,
                        control("{\"warehouseOverQuota\":true}"),
                        control("{\"warehouseOverQuota\":false}"),
                        "090073",
                        "raise the quota"),
                starting(
                        "no such schema",
                        "the session has no database",
                        Course.LASTING,
                        set("Schema Name", "NOBODYS"),
                        sink -> {
                            administrator(
                                    "CREATE SCHEMA DEMO_DB.NOBODYS",
                                    "GRANT USAGE ON SCHEMA DEMO_DB.NOBODYS TO ROLE LOADING",
                                    "GRANT CREATE TABLE ON SCHEMA DEMO_DB.NOBODYS TO ROLE LOADING");
                            sink.landsIn("DEMO_DB.NOBODYS");
                        },
                        "'Schema Name'",
                        "GRANT USAGE ON SCHEMA"),
                starting(
                        "no such database",
                        "the session has no database",
                        Course.LASTING,
                        set("Database Name", "NOBODYS_DB"),
                        sink -> {
                            administrator(
                                    "CREATE DATABASE NOBODYS_DB",
                                    "GRANT USAGE ON DATABASE NOBODYS_DB TO ROLE LOADING",
                                    "GRANT USAGE ON SCHEMA NOBODYS_DB.PUBLIC TO ROLE LOADING",
                                    "GRANT CREATE TABLE ON SCHEMA NOBODYS_DB.PUBLIC TO ROLE LOADING");
                            sink.landsIn("NOBODYS_DB.PUBLIC");
                        },
                        "'Database Name'",
                        "GRANT USAGE ON DATABASE"));
    }

    Stream<Trouble> tables() {
        return Stream.of(
                starting(
                        "no such table",
                        "the table does not exist, or the role may not see it",
                        Course.LASTING,
                        sink -> sink.runner.setProperty("Table Creation", "REFUSE"),
                        sql(
                                "CREATE TABLE %s (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR)",
                                "GRANT SELECT, INSERT ON TABLE %s TO ROLE LOADING"),
                        "Table Creation",
                        "GRANT SELECT, INSERT ON TABLE"),
                starting(
                        "no metadata column",
                        "has no column for the Kinesis metadata",
                        Course.LASTING,
                        sql(
                                "CREATE TABLE %s (ID NUMBER(38,0), NOTE VARCHAR)",
                                "GRANT SELECT, INSERT ON TABLE %s TO ROLE LOADING"),
                        sql("ALTER TABLE %s ADD COLUMN KINESISMETADATA VARIANT"),
                        "KINESISMETADATA"),
                starting(
                        "a policy hides rows",
                        "Policies on",
                        Course.LASTING,
                        then(
                                sql(
                                        "CREATE TABLE %s (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR)",
                                        "GRANT SELECT, INSERT ON TABLE %s TO ROLE LOADING"),
                                sink -> snowflake.control(
                                        "{\"addPolicy\":{\"policy\":\"HIDE\",\"kind\":\"ROW_ACCESS_POLICY\",\"database\":\"DEMO_DB\",\"schema\":\"PUBLIC\",\"table\":\""
                                                + sink.table + "\"}}")),
                        control("{\"clearPolicies\":true}"),
                        "HIDE",
                        "AT_LEAST_ONCE"),
                starting(
                        "an UPDATE under a lock sees what was read before",
                        "an UPDATE under a lock works on the rows that its session has read before",
                        Course.LASTING,
                        control("{\"quirks\":[\"UPDATES_UNDER_LOCK_STALE\"]}"),
                        control("{\"quirks\":[]}"),
                        "./probe snowflake"),
                starting(
                        "a COPY cannot be rolled back",
                        "the rows of a COPY stay when its transaction is rolled back",
                        Course.LASTING,
                        control("{\"quirks\":[\"COPY_COMMITS\"]}"),
                        control("{\"quirks\":[]}"),
                        "./probe snowflake"),
                during(
                        "the ledger is dropped",
                        "The ledger beside the target disappeared",
                        Course.LASTING,
                        sql("DROP TABLE %s_SHARDFLOW_GUARD", "DROP TABLE %s_SHARDFLOW_LEDGER"),
                        TroubledSink::restart,
                        "Stop all writers"),
                during(
                        "a value of the guard is taken away",
                        "is NULL",
                        Course.LASTING,
                        then(sql("UPDATE %s_SHARDFLOW_GUARD SET LEDGER_ID = NULL"), TroubledSink::restart),
                        then(
                                sql("DROP TABLE %s_SHARDFLOW_GUARD", "DROP TABLE %s_SHARDFLOW_LEDGER"),
                                TroubledSink::restart),
                        "LEDGER_ID",
                        "drop"),
                starting(
                        "the spool folder cannot be made",
                        "the records could not be copied to",
                        Course.PASSING,
                        sink -> sink.runner.setProperty(
                                "Spool Directory",
                                Files.createTempFile("no-folder", "").toString()),
                        sink -> Files.delete(Path.of(sink.runner
                                .getProcessContext()
                                .getProperty("Spool Directory")
                                .getValue())),
                        "'Spool Directory'",
                        "free space and rights"));
    }

    Stream<Trouble> logins() {
        return Stream.of(
                starting(
                        "wrong password",
                        "390100",
                        Course.LASTING,
                        set("Password", "wrong-secret"),
                        set("Password", SnowflakeForTests.PASSWORD),
                        "'Username' and 'Password'"),
                starting(
                        "another key",
                        "390144",
                        Course.LASTING,
                        then(this::useKey, set("Private Key", SnowflakeForTests.otherPrivateKeyPem())),
                        sink -> sink.set("Private Key", snowflake.privateKeyPem()),
                        "RSA_PUBLIC_KEY"),
                starting(
                        "the clock is wrong",
                        "390144",
                        Course.LASTING,
                        then(this::useKey, control("{\"clockAheadMillis\":120000}")),
                        then(control("{\"clockAheadMillis\":0}"), TroubledSink::enableAgain),
                        "clock"),
                starting(
                        "a role that there is not",
                        "Role '",
                        Course.LASTING,
                        set("Role", "NOBODYS"),
                        set("Role", TroubledSink.ROLE),
                        "'Role'",
                        "GRANT ROLE \"NOBODYS\""),
                starting(
                        "the user is locked",
                        "temporarily locked",
                        Course.LASTING,
                        control(
                                "{\"addFault\":{\"path\":\"/session/v1/login-request\",\"code\":\"390102\",\"message\":\"Your user account has been"
                                        + " temporarily locked due to too many failed attempts. Try again after 15 minutes.\"}}"),
                        then(control("{\"clearFaults\":true}"), TroubledSink::enableAgain),
                        "MINS_TO_UNLOCK"),
                starting(
                        "a network policy keeps it out",
                        "390422",
                        Course.LASTING,
                        control("{\"networkPolicyBlocks\":true}"),
                        then(control("{\"networkPolicyBlocks\":false}"), TroubledSink::enableAgain),
                        "network policy"),
                starting(
                        "the token has expired",
                        "390318",
                        Course.LASTING,
                        sink -> {
                            snowflake.issue("OAUTH", "session-old", "ROBOT", true);
                            snowflake.issue("OAUTH", "session-new", "ROBOT", false);
                            useTokenFile(sink, "session-old");
                        },
                        sink -> useTokenFile(sink, "session-new"),
                        "'Session Token File'"),
                starting(
                        "there is no token file",
                        "'Session Token File'",
                        Course.PASSING,
                        sink -> {
                            snowflake.issue("OAUTH", "session-late", "ROBOT", false);
                            useTokenFile(sink, "session-late");
                            Files.delete(tokenFile(sink));
                        },
                        sink -> Files.writeString(tokenFile(sink), "session-late"),
                        "NoSuchFileException"),
                starting(
                        "the token is nobody's",
                        "390318",
                        Course.LASTING,
                        sink -> {
                            sink.set("Authentication Strategy", "OAUTH");
                            sink.use("OAuth2 Access Token Provider", new GivenServices.Tokens("oauth-of-nobody"));
                        },
                        then(
                                sink -> snowflake.issue("OAUTH", "oauth-of-nobody", "ROBOT", false),
                                TroubledSink::enableAgain),
                        "390303",
                        "'OAuth2 Access Token Provider'"),
                starting(
                        "the programmatic access token is none",
                        "394400",
                        Course.LASTING,
                        sink -> {
                            sink.set("Authentication Strategy", "PROGRAMMATIC_ACCESS_TOKEN");
                            sink.set("Username", "ROBOT");
                            sink.set("Programmatic Access Token", "pat-secret");
                        },
                        then(
                                sink -> snowflake.issue("PROGRAMMATIC_ACCESS_TOKEN", "pat-secret", "ROBOT", false),
                                TroubledSink::enableAgain),
                        "ROTATE"));
    }

    private void useKey(final TroubledSink sink) {
        sink.set("Authentication Strategy", "KEY_PAIR");
        sink.set("Username", "ROBOT");
        sink.set("Private Key", snowflake.privateKeyPem());
    }

    private static Path tokenFile(final TroubledSink sink) {
        return Path.of(System.getProperty("java.io.tmpdir"), sink.table + "-token");
    }

    private static void useTokenFile(final TroubledSink sink, final String token) throws Exception {
        final boolean first = !Files.exists(tokenFile(sink));
        Files.writeString(tokenFile(sink), token).toFile().deleteOnExit();
        if (first) {
            sink.set("Authentication Strategy", "SESSION_TOKEN_FILE");
            sink.set("Session Token File", tokenFile(sink).toString());
        }
    }

    /** What a session meets once, and the next one does not. */
    Stream<Trouble> sessions() {
        return Stream.of("390111", "390112", "390114")
                .map(code -> during(
                        "session ends with " + code,
                        "",
                        Course.UNSEEN,
                        control("{\"addFault\":{\"path\":\"/queries\",\"sql\":\"COPY\",\"times\":1,\"code\":\"" + code
                                + "\",\"message\":\"ended\"}}"),
                        sink -> {}));
    }

    Stream<Trouble> networks() {
        final Act over = control("{\"clearFaults\":true}");
        return Stream.of(
                during("the network is gone", FOR_NOW, Course.PASSING, control("{\"addFault\":{\"status\":-1}}"), over),
                during(
                        "503",
                        FOR_NOW,
                        Course.PASSING,
                        control("{\"addFault\":{\"path\":\"/queries\",\"status\":503}}"),
                        over),
                during(
                        "429",
                        FOR_NOW,
                        Course.PASSING,
                        control("{\"addFault\":{\"path\":\"/queries\",\"status\":429}}"),
                        over),
                starting(
                        "nobody listens at the address",
                        FOR_NOW,
                        Course.PASSING,
                        set("Account URL", "http://127.0.0.1:9/?account=LOCAL"),
                        sink -> sink.set("Account URL", snowflake.accountUrl()),
                        "'Account URL'"));
    }
}
