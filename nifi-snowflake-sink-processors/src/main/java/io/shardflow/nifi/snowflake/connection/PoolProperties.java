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

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of the connection pool, their validation, and the logins they describe. */
public final class PoolProperties {

    public static final PropertyDescriptor ACCOUNT_URL = new PropertyDescriptor.Builder()
            .name("Account URL")
            .description("""
                    https://<organization>-<account>.snowflakecomputing.com, or its host name, or the account identifier \
                    alone. Behind a host that does not begin with the account, ?account=<account>.""")
            .required(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor AUTHENTICATION_STRATEGY = new PropertyDescriptor.Builder()
            .name("Authentication Strategy")
            .description("How to log in.")
            .required(true)
            .allowableValues(AuthenticationStrategy.class)
            .defaultValue(AuthenticationStrategy.KEY_PAIR)
            .build();

    public static final PropertyDescriptor USERNAME = new PropertyDescriptor.Builder()
            .name("Username")
            .description("Login name of the Snowflake user.")
            .required(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor PASSWORD = new PropertyDescriptor.Builder()
            .name("Password")
            .description("Password of the Snowflake user.")
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.PASSWORD)
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    public static final PropertyDescriptor PRIVATE_KEY = new PropertyDescriptor.Builder()
            .name("Private Key")
            .description("""
                    RSA private key as PEM text, from BEGIN to END line: PKCS#8, encrypted or not. Its public half must be \
                    set on the Snowflake user.""")
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.KEY_PAIR)
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    public static final PropertyDescriptor PRIVATE_KEY_PASSWORD = new PropertyDescriptor.Builder()
            .name("Private Key Password")
            .description("Password of an encrypted private key.")
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.KEY_PAIR)
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    public static final PropertyDescriptor ROLE = optional("Role", "Role of the sessions; empty: the user's default.");

    public static final PropertyDescriptor WAREHOUSE =
            optional("Warehouse", "Warehouse of the sessions; empty: the user's default.");

    public static final PropertyDescriptor DATABASE =
            optional("Database Name", "Database of the sessions, for processors that name none.");

    public static final PropertyDescriptor SCHEMA =
            optional("Schema Name", "Schema of the sessions, for processors that name none.");

    public static final PropertyDescriptor MAXIMUM_CONNECTIONS = new PropertyDescriptor.Builder()
            .name("Maximum Connections")
            .description(
                    "Most sessions at a time. Each running task of a processor needs one, and a second one while it changes a table.")
            .required(true)
            .defaultValue("8")
            .addValidator(StandardValidators.createLongValidator(2, 1000, true))
            .build();

    public static final PropertyDescriptor MAXIMUM_WAIT = new PropertyDescriptor.Builder()
            .name("Maximum Wait")
            .description("How long a task waits for a connection before it tries again later.")
            .required(true)
            .defaultValue("15 secs")
            .addValidator(StandardValidators.createTimePeriodValidator(250, TimeUnit.MILLISECONDS, 5, TimeUnit.MINUTES))
            .build();

    /** All of them, in the order in which the canvas shows them. */
    public static final List<PropertyDescriptor> ALL = List.of(
            ACCOUNT_URL,
            AUTHENTICATION_STRATEGY,
            USERNAME,
            PASSWORD,
            PRIVATE_KEY,
            PRIVATE_KEY_PASSWORD,
            ROLE,
            WAREHOUSE,
            DATABASE,
            SCHEMA,
            MAXIMUM_CONNECTIONS,
            MAXIMUM_WAIT);

    private PoolProperties() {}

    private static PropertyDescriptor optional(final String name, final String description) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .addValidator(Validator.VALID)
                .build();
    }

    /** What the descriptors cannot check alone. An optional property whose parameter is empty counts as not set. */
    public static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        check(results, ACCOUNT_URL, () -> AccountUrl.parse(text(context, ACCOUNT_URL)));
        if (strategy(context) == AuthenticationStrategy.PASSWORD) {
            if (text(context, PASSWORD).isEmpty()) {
                results.add(invalid(PASSWORD, "is required for Authentication Strategy Password"));
            }
        } else if (text(context, PRIVATE_KEY).isBlank()) {
            results.add(invalid(PRIVATE_KEY, "is required for Authentication Strategy Key Pair"));
        } else {
            check(
                    results,
                    PRIVATE_KEY,
                    () -> PrivateKeys.parse(text(context, PRIVATE_KEY), text(context, PRIVATE_KEY_PASSWORD)));
        }
        return results;
    }

    private static void check(
            final List<ValidationResult> results, final PropertyDescriptor property, final Runnable parse) {
        try {
            parse.run();
        } catch (final IllegalArgumentException e) {
            results.add(invalid(property, e.getMessage()));
        }
    }

    private static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getDisplayName())
                .valid(false)
                .explanation(explanation)
                .build();
    }

    /**
     * A source of new connections; makes none yet.
     *
     * @throws IllegalArgumentException if account URL or private key cannot be read
     */
    public static DriverDataSource logins(final PropertyContext context) throws SQLException {
        final Properties properties = DriverSettings.bounded();
        properties.setProperty("user", text(context, USERNAME));
        if (strategy(context) == AuthenticationStrategy.PASSWORD) {
            properties.setProperty("password", text(context, PASSWORD));
        } else {
            properties.put(
                    "privateKey", PrivateKeys.parse(text(context, PRIVATE_KEY), text(context, PRIVATE_KEY_PASSWORD)));
        }
        put(properties, "role", context, ROLE);
        put(properties, "warehouse", context, WAREHOUSE);
        put(properties, "db", context, DATABASE);
        put(properties, "schema", context, SCHEMA);
        final AccountUrl url = AccountUrl.parse(text(context, ACCOUNT_URL));
        if (!url.account().isEmpty()) {
            properties.setProperty("account", url.account());
        }
        return new DriverDataSource(url.jdbcUrl(), properties);
    }

    private static void put(
            final Properties properties,
            final String key,
            final PropertyContext context,
            final PropertyDescriptor property) {
        final String value = text(context, property).trim();
        if (!value.isEmpty()) {
            properties.setProperty(key, value);
        }
    }

    /** The value; empty when it is not set or its parameter is empty. */
    public static String text(final PropertyContext context, final PropertyDescriptor property) {
        final String value = context.getProperty(property).getValue();
        return value == null ? "" : value;
    }

    private static AuthenticationStrategy strategy(final PropertyContext context) {
        return context.getProperty(AUTHENTICATION_STRATEGY).asAllowableValue(AuthenticationStrategy.class);
    }
}
