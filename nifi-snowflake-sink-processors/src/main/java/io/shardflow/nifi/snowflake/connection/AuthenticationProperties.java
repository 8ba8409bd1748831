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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.key.service.api.PrivateKeyService;
import org.apache.nifi.oauth2.OAuth2AccessTokenProvider;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties that say who logs in and how, their validation, and the credentials they describe. */
final class AuthenticationProperties {

    static final PropertyDescriptor STRATEGY = new PropertyDescriptor.Builder()
            .name("Authentication Strategy")
            .description("How to log in.")
            .required(true)
            .allowableValues(AuthenticationStrategy.class)
            .defaultValue(AuthenticationStrategy.KEY_PAIR)
            .build();

    static final PropertyDescriptor USERNAME = new PropertyDescriptor.Builder()
            .name("Username")
            .description("Login name of the Snowflake user.")
            .dependsOn(
                    STRATEGY,
                    AuthenticationStrategy.KEY_PAIR,
                    AuthenticationStrategy.PRIVATE_KEY_SERVICE,
                    AuthenticationStrategy.PASSWORD,
                    AuthenticationStrategy.PROGRAMMATIC_ACCESS_TOKEN)
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor PASSWORD =
            secret("Password", "Password of the Snowflake user.", AuthenticationStrategy.PASSWORD);

    static final PropertyDescriptor PRIVATE_KEY = secret("Private Key", """
            RSA private key as PEM text, from BEGIN to END line: PKCS#8, encrypted or not. Its public half must be \
            set on the Snowflake user.""", AuthenticationStrategy.KEY_PAIR);

    static final PropertyDescriptor PRIVATE_KEY_PASSWORD =
            secret("Private Key Password", "Password of an encrypted private key.", AuthenticationStrategy.KEY_PAIR);

    static final PropertyDescriptor PRIVATE_KEY_SERVICE = new PropertyDescriptor.Builder()
            .name("Private Key Service")
            .description("""
                    The controller service that has the RSA private key. It is asked at each login, so that a key which it \
                    was set to in the meantime is used. The key's public half must be set on the Snowflake user.""")
            .identifiesControllerService(PrivateKeyService.class)
            .dependsOn(STRATEGY, AuthenticationStrategy.PRIVATE_KEY_SERVICE)
            .required(true)
            .build();

    static final PropertyDescriptor TOKEN_PROVIDER = new PropertyDescriptor.Builder()
            .name("OAuth2 Access Token Provider")
            .description("""
                    The controller service that gives the access token. It is asked at each login, and told to fetch a new \
                    token when Snowflake says that one is invalid or has expired.""")
            .identifiesControllerService(OAuth2AccessTokenProvider.class)
            .dependsOn(STRATEGY, AuthenticationStrategy.OAUTH)
            .required(true)
            .build();

    static final PropertyDescriptor PROGRAMMATIC_ACCESS_TOKEN = secret(
            "Programmatic Access Token",
            "The token's secret, as Snowflake showed it once when the token was made.",
            AuthenticationStrategy.PROGRAMMATIC_ACCESS_TOKEN);

    static final PropertyDescriptor SESSION_TOKEN_FILE = new PropertyDescriptor.Builder()
            .name("Session Token File")
            .description("The file with the token; read at each login, since Snowflake replaces it every few minutes.")
            .dependsOn(STRATEGY, AuthenticationStrategy.SESSION_TOKEN_FILE)
            .required(true)
            .defaultValue("/snowflake/session/token")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    /** All of them, in the order in which the canvas shows them. */
    static final List<PropertyDescriptor> ALL = List.of(
            STRATEGY,
            USERNAME,
            PASSWORD,
            PRIVATE_KEY,
            PRIVATE_KEY_PASSWORD,
            PRIVATE_KEY_SERVICE,
            TOKEN_PROVIDER,
            PROGRAMMATIC_ACCESS_TOKEN,
            SESSION_TOKEN_FILE);

    private AuthenticationProperties() {}

    /** Not required, since a parameter may be empty: {@link #validate} says it, and what is needed instead. */
    private static PropertyDescriptor secret(
            final String name, final String description, final AuthenticationStrategy strategy) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .dependsOn(STRATEGY, strategy)
                .sensitive(true)
                .addValidator(Validator.VALID)
                .build();
    }

    static AuthenticationStrategy strategy(final PropertyContext context) {
        return context.getProperty(STRATEGY).asAllowableValue(AuthenticationStrategy.class);
    }

    /** What the descriptors cannot check alone. An optional property whose parameter is empty counts as not set. */
    static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        switch (strategy(context)) {
            case PASSWORD -> require(results, context, PASSWORD);
            case PROGRAMMATIC_ACCESS_TOKEN -> require(results, context, PROGRAMMATIC_ACCESS_TOKEN);
            case KEY_PAIR -> {
                if (require(results, context, PRIVATE_KEY)) {
                    PoolProperties.check(results, PRIVATE_KEY, () -> privateKey(context));
                }
            }
            case PRIVATE_KEY_SERVICE -> {
                final PrivateKeyService service = keyService(context);
                // NiFi says itself that a service is disabled, and a disabled one cannot be asked
                if (service != null && context.getControllerServiceLookup().isControllerServiceEnabled(service)) {
                    PoolProperties.check(
                            results, PRIVATE_KEY_SERVICE, () -> PrivateKeys.requireRsa(service.getPrivateKey()));
                }
            }
            case SESSION_TOKEN_FILE -> PoolProperties.check(results, SESSION_TOKEN_FILE, () -> tokenFile(context));
            case OAUTH -> {
                // The provider validates itself.
            }
        }
        return results;
    }

    private static boolean require(
            final List<ValidationResult> results, final PropertyContext context, final PropertyDescriptor property) {
        final boolean present = !PoolProperties.text(context, property).isBlank();
        if (!present) {
            results.add(PoolProperties.invalid(
                    property,
                    "is required for Authentication Strategy "
                            + strategy(context).getDisplayName()));
        }
        return present;
    }

    /** @throws IllegalArgumentException if the private key cannot be read */
    static Credentials credentials(final PropertyContext context) {
        final String user = PoolProperties.text(context, USERNAME);
        return switch (strategy(context)) {
            case PASSWORD -> {
                final String password = PoolProperties.text(context, PASSWORD);
                yield login -> {
                    login.setProperty("user", user);
                    login.setProperty("password", password);
                };
            }
            case KEY_PAIR -> {
                final PrivateKey key = privateKey(context);
                yield login -> addKey(login, user, key);
            }
            case PRIVATE_KEY_SERVICE -> {
                final PrivateKeyService service = keyService(context);
                yield login -> addKey(login, user, fetch(service));
            }
            case PROGRAMMATIC_ACCESS_TOKEN -> {
                final Credentials token = TokenCredentials.programmatic(
                        PoolProperties.text(context, PROGRAMMATIC_ACCESS_TOKEN).trim());
                yield login -> {
                    login.setProperty("user", user);
                    token.addTo(login);
                };
            }
            case OAUTH ->
                TokenCredentials.ofProvider(
                        context.getProperty(TOKEN_PROVIDER).asControllerService(OAuth2AccessTokenProvider.class));
            case SESSION_TOKEN_FILE -> TokenCredentials.ofFile(tokenFile(context));
        };
    }

    static void addKey(final Properties login, final String user, final PrivateKey key) {
        login.setProperty("user", user);
        login.put("privateKey", key);
    }

    private static PrivateKey fetch(final PrivateKeyService service) throws MissingCredentialsException {
        try {
            return PrivateKeys.requireRsa(service.getPrivateKey());
        } catch (final RuntimeException e) {
            throw new MissingCredentialsException(
                    "'Private Key Service' gives no key to log in with: "
                            + (e instanceof IllegalArgumentException
                                    ? e.getMessage()
                                    : "it is disabled, or cannot read the key ("
                                            + e.getClass().getSimpleName() + ")"),
                    e);
        }
    }

    private static PrivateKey privateKey(final PropertyContext context) {
        return PrivateKeys.parse(
                PoolProperties.text(context, PRIVATE_KEY), PoolProperties.text(context, PRIVATE_KEY_PASSWORD));
    }

    private static PrivateKeyService keyService(final PropertyContext context) {
        return context.getProperty(PRIVATE_KEY_SERVICE).asControllerService(PrivateKeyService.class);
    }

    private static Path tokenFile(final PropertyContext context) {
        try {
            return Path.of(PoolProperties.text(context, SESSION_TOKEN_FILE).trim());
        } catch (final InvalidPathException e) {
            throw new IllegalArgumentException("is no path of a file", e);
        }
    }
}
