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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;

/** Properties that users add: connection properties of the driver, and session parameters of Snowflake. */
final class DriverProperties {

    /** Session parameter that says who runs a statement. */
    static final String QUERY_TAG = "query_tag";

    private static final Pattern SECRET = Pattern.compile("(?i).*(passw|passcode|pwd|secret|token|private_?key).*");

    /** Relied on: {@link DriverSettings} and PutSnowflake's sessions set them, or could not work with another value. */
    private static final Set<String> RELIED_ON = Set.of(
            "autocommit",
            "jdbc_query_result_format",
            "lock_timeout",
            "timezone",
            "date_input_format",
            "time_input_format",
            "timestamp_input_format",
            "binary_input_format",
            "quoted_identifiers_ignore_case",
            "client_stage_array_binding_threshold",
            "multi_statement_count",
            "transaction_abort_on_error",
            "enableputget",
            "disableplatformdetection",
            "tracing",
            "client_config_file",
            "java_logging_console_std_out",
            "java_logging_console_std_out_threshold");

    /** What has a property of its own, by the driver's name. */
    private static final Map<String, PropertyDescriptor> OF_THEIR_OWN = ofTheirOwn();

    private DriverProperties() {}

    private static Map<String, PropertyDescriptor> ofTheirOwn() {
        final Map<String, PropertyDescriptor> own = new TreeMap<>();
        own.put("user", AuthenticationProperties.USERNAME);
        own.put("password", AuthenticationProperties.PASSWORD);
        for (final String name :
                List.of("authenticator", "passcode", "passcodeinpassword", "oauthclientid", "oauthclientsecret")) {
            own.put(name, AuthenticationProperties.STRATEGY);
        }
        own.put("token", AuthenticationProperties.STRATEGY);
        for (final String name : List.of("privatekey", "private_key_base64", "private_key_file")) {
            own.put(name, AuthenticationProperties.PRIVATE_KEY);
        }
        for (final String name : List.of("private_key_pwd", "private_key_file_pwd")) {
            own.put(name, AuthenticationProperties.PRIVATE_KEY_PASSWORD);
        }
        for (final String name : List.of("account", "serverurl", "ssl")) {
            own.put(name, PoolProperties.ACCOUNT_URL);
        }
        own.put("role", PoolProperties.ROLE);
        own.put("warehouse", PoolProperties.WAREHOUSE);
        own.put("db", PoolProperties.DATABASE);
        own.put("database", PoolProperties.DATABASE);
        own.put("schema", PoolProperties.SCHEMA);
        for (final String name :
                List.of("useproxy", "proxyhost", "proxyport", "proxyuser", "proxypassword", "proxyprotocol")) {
            own.put(name, PoolProxy.SERVICE);
        }
        return own;
    }

    static PropertyDescriptor descriptor(final String name) {
        final boolean secret = SECRET.matcher(name).matches();
        return new PropertyDescriptor.Builder()
                .name(name)
                .description("Connection property of the Snowflake driver, or session parameter of Snowflake.")
                .dynamic(true)
                .sensitive(secret)
                .expressionLanguageSupported(
                        secret ? ExpressionLanguageScope.NONE : ExpressionLanguageScope.ENVIRONMENT)
                .addValidator(Validator.VALID)
                .build();
    }

    static List<ValidationResult> validate(final ValidationContext context) {
        return names(context)
                .flatMap(name -> refusal(name).map(reason -> PoolProperties.invalid(descriptor(name), reason)).stream())
                .toList();
    }

    private static Optional<String> refusal(final String name) {
        final String key = name.toLowerCase(Locale.ROOT);
        if (RELIED_ON.contains(key)) {
            return Optional.of("is set by this service, because exact loading relies on it: remove the property");
        }
        return Optional.ofNullable(OF_THEIR_OWN.get(key))
                .map(own -> "has a property of its own: remove it, and set '" + own.getName() + "'");
    }

    static void addTo(final Properties settings, final PropertyContext context) {
        names(context).forEach(name -> {
            final String value = PoolProperties.text(context, descriptor(name));
            if (!value.isEmpty()) {
                // A session parameter is set whatever the case of its name: there must be one of it
                settings.stringPropertyNames().stream()
                        .filter(name::equalsIgnoreCase)
                        .forEach(settings::remove);
                settings.setProperty(name, value);
            }
        });
    }

    /** Whether users have named their statements themselves. */
    static boolean haveQueryTag(final PropertyContext context) {
        return names(context).anyMatch(QUERY_TAG::equalsIgnoreCase);
    }

    private static Stream<String> names(final PropertyContext context) {
        final Set<String> own =
                PoolProperties.ALL.stream().map(PropertyDescriptor::getName).collect(Collectors.toSet());
        return context.getAllProperties().keySet().stream().filter(name -> !own.contains(name));
    }
}
