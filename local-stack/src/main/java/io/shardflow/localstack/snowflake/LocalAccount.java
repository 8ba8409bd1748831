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
package io.shardflow.localstack.snowflake;

import java.net.URI;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;

/**
 * The account of the Snowflake stand-in and its one user, who logs in with a key pair made anew for each stack or with a
 * password. Both exist on this machine only, while the stack runs.
 */
public final class LocalAccount {

    public static final String ACCOUNT = "LOCAL";
    public static final String DATABASE = "DEMO";
    public static final String SCHEMA = "PUBLIC";
    public static final String WAREHOUSE = "LOAD_WH";
    public static final String ROLE = "LOADER";
    public static final String USER = "SHARDFLOW";
    public static final String PASSWORD = "password-on-this-machine";

    private final KeyPair keys;

    /** Makes the key pair. */
    public LocalAccount() {
        try {
            final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    /** Public key as PEM text. */
    public String publicKeyPem() {
        return pem("PUBLIC KEY", keys.getPublic());
    }

    /** Private key as PEM text, PKCS#8. */
    public String privateKeyPem() {
        return pem("PRIVATE KEY", keys.getPrivate());
    }

    private static String pem(final String type, final Key key) {
        final String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, body);
    }

    /** Logs in with the password, through the real driver. */
    public static Connection connect(final URI snowflake) throws SQLException {
        return connect(snowflake, USER, PASSWORD);
    }

    /** Logs in as another user. */
    public static Connection connect(final URI snowflake, final String user, final String password)
            throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("account", ACCOUNT);
        properties.setProperty("db", DATABASE);
        properties.setProperty("schema", SCHEMA);
        properties.setProperty("warehouse", WAREHOUSE);
        properties.setProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
        properties.setProperty("disablePlatformDetection", "true");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("maxHttpRetries", "2");
        properties.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
        return DriverManager.getConnection("jdbc:snowflake://" + snowflake, properties);
    }
}
