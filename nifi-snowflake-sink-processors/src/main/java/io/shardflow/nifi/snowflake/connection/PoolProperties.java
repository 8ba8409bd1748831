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
import java.util.stream.Stream;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of the connection pool, their validation, and the logins they describe; who logs in is in {@link AuthenticationProperties}. */
public final class PoolProperties {

    public static final PropertyDescriptor ACCOUNT_URL = new PropertyDescriptor.Builder()
            .name("Account URL")
            .description("""
                    https://<organization>-<account>.snowflakecomputing.com, or its host name, or the account identifier \
                    alone. Behind a host that does not begin with the account, ?account=<account>. Required, except with a \
                    session token file: empty, it is then what SNOWFLAKE_HOST and SNOWFLAKE_ACCOUNT of NiFi's environment say.""")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
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
    public static final List<PropertyDescriptor> ALL = Stream.of(
                    List.of(ACCOUNT_URL),
                    AuthenticationProperties.ALL,
                    List.of(ROLE, WAREHOUSE, DATABASE, SCHEMA, PoolProxy.SERVICE, MAXIMUM_CONNECTIONS, MAXIMUM_WAIT))
            .flatMap(List::stream)
            .toList();

    private PoolProperties() {}

    private static PropertyDescriptor optional(final String name, final String description) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
                .addValidator(Validator.VALID)
                .build();
    }

    /** What the descriptors cannot check alone. An optional property whose parameter is empty counts as not set. */
    public static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        check(results, ACCOUNT_URL, () -> accountUrl(context));
        results.addAll(AuthenticationProperties.validate(context));
        PoolProxy.validate(context).ifPresent(results::add);
        results.addAll(DriverProperties.validate(context));
        return results;
    }

    static void check(final List<ValidationResult> results, final PropertyDescriptor property, final Runnable parse) {
        try {
            parse.run();
        } catch (final IllegalArgumentException e) {
            results.add(invalid(property, e.getMessage()));
        }
    }

    static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getDisplayName())
                .valid(false)
                .explanation(explanation)
                .build();
    }

    /** A property that users may add. */
    public static PropertyDescriptor dynamic(final String name) {
        return DriverProperties.descriptor(name);
    }

    /** Whether it is left to the pool to say in Snowflake's QUERY_HISTORY whose statements these are. */
    public static boolean areStatementsTagged(final PropertyContext context) {
        return !DriverProperties.haveQueryTag(context);
    }

    /**
     * A source of new connections; makes none yet.
     *
     * @throws IllegalArgumentException if account URL or private key cannot be read
     */
    public static DriverDataSource logins(final PropertyContext context) throws SQLException {
        final Properties settings = DriverSettings.bounded();
        DriverProperties.addTo(settings, context);
        put(settings, "role", context, ROLE);
        put(settings, "warehouse", context, WAREHOUSE);
        put(settings, "db", context, DATABASE);
        put(settings, "schema", context, SCHEMA);
        PoolProxy.addTo(settings, context);
        final AccountUrl url = accountUrl(context);
        if (!url.account().isEmpty()) {
            settings.setProperty("account", url.account());
        }
        return new DriverDataSource(url.jdbcUrl(), settings, AuthenticationProperties.credentials(context));
    }

    private static AccountUrl accountUrl(final PropertyContext context) {
        final String text = text(context, ACCOUNT_URL);
        if (!text.isBlank()) {
            return AccountUrl.parse(text);
        }
        final AuthenticationStrategy strategy = AuthenticationProperties.strategy(context);
        if (strategy != AuthenticationStrategy.SESSION_TOKEN_FILE) {
            throw new IllegalArgumentException("is required for Authentication Strategy " + strategy.getDisplayName());
        }
        return AccountUrl.ofEnvironment(System.getenv());
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
        final PropertyValue found = context.getProperty(property);
        final String value = property.isExpressionLanguageSupported()
                ? found.evaluateAttributeExpressions().getValue()
                : found.getValue();
        return value == null ? "" : value;
    }
}
