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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** A command of the AWS CLI as a page prints it, held against the operations that the SDK has of the same service. */
final class AwsCommand {

    /** Of Kinesis and DynamoDB; others are in none of the project's libraries. */
    private static final Set<String> SERVICES = Set.of("kinesis", "dynamodb");

    /** What the CLI takes with every operation. */
    private static final Set<String> GLOBAL = Set.of("output", "query", "region", "profile");

    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

    private final String service;
    private final String operation;
    private final Map<String, String> options = new LinkedHashMap<>();

    private AwsCommand(final String command) {
        final List<String> words = new ArrayList<>(WORD.matcher(command.replace("\\\n", " "))
                .results()
                .map(word -> word.group().replaceAll("^['\"]|['\"]$", ""))
                .toList());
        assertThat(words.removeFirst()).isEqualTo("aws");
        service = words.removeFirst();
        operation = words.removeFirst();
        String option = null;
        for (final String word : words) {
            if (word.startsWith("--")) {
                option = word.substring(2);
                options.put(option, null);
            } else {
                options.put(option == null ? word : option, option == null ? null : word);
                option = null;
            }
        }
    }

    /** Reads a command. */
    static AwsCommand of(final String command) {
        return new AwsCommand(command);
    }

    /** Whether it is of a service whose operations are known here. */
    boolean isKnownService() {
        return SERVICES.contains(service);
    }

    /** Fails unless there are such an operation and such options. Whether one is missing only the service knows. */
    void check() {
        if (operation.equals("wait")) {
            final String state = options.keySet().iterator().next();
            assertThat(DynamoDbWaiter.class.getMethods()).as("waiters").anyMatch(method -> method.getName()
                    .equals("waitUntil" + camel(state)));
            return;
        }
        final Map<String, SdkField<?>> fields = fields(builder());
        final Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(fields.keySet());
        unknown.removeAll(GLOBAL);
        assertThat(unknown)
                .as("options that %s %s does not have", service, operation)
                .isEmpty();
    }

    /** Makes the call. @param client of the service */
    Object run(final Object client) {
        check();
        final AwsRequest.Builder builder = builder();
        final Map<String, SdkField<?>> fields = fields(builder);
        options.forEach((option, value) -> fields.get(option).set(builder, typed(fields.get(option), value)));
        final AwsRequest request = builder.build();
        final String method = camel(operation).substring(0, 1).toLowerCase(Locale.ROOT)
                + camel(operation).substring(1);
        try {
            return service().getMethod(method, request.getClass()).invoke(client, request);
        } catch (final InvocationTargetException e) {
            throw new AssertionError(service + ' ' + operation + " failed", e.getCause());
        } catch (final ReflectiveOperationException e) {
            throw new AssertionError("the client has no " + method, e);
        }
    }

    private static Object typed(final SdkField<?> field, final String value) {
        if (field.marshallingType() == MarshallingType.INTEGER) {
            return Integer.valueOf(value);
        }
        if (field.marshallingType() == MarshallingType.BOOLEAN) {
            return value == null || Boolean.parseBoolean(value);
        }
        assertThat(field.marshallingType()).isEqualTo(MarshallingType.STRING);
        return value;
    }

    private Class<?> service() throws ClassNotFoundException {
        final String name = service.equals("kinesis") ? "Kinesis" : "DynamoDb";
        return Class.forName("software.amazon.awssdk.services.%s.%sClient".formatted(service, name));
    }

    private AwsRequest.Builder builder() {
        final String type = "software.amazon.awssdk.services.%s.model.%sRequest".formatted(service, camel(operation));
        try {
            return (AwsRequest.Builder) Class.forName(type).getMethod("builder").invoke(null);
        } catch (final ReflectiveOperationException e) {
            throw new AssertionError("there is no operation '" + operation + "' of " + service, e);
        }
    }

    /** By their names on the command line. */
    private static Map<String, SdkField<?>> fields(final AwsRequest.Builder builder) {
        final Map<String, SdkField<?>> fields = new HashMap<>();
        ((SdkPojo) builder)
                .sdkFields()
                .forEach(field -> fields.put(
                        field.memberName()
                                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                                .toLowerCase(Locale.ROOT),
                        field));
        return fields;
    }

    private static String camel(final String kebab) {
        final StringBuilder camel = new StringBuilder();
        for (final String word : kebab.split("-")) {
            camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return camel.toString();
    }
}
