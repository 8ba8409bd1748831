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
package io.shardflow.nifi.kinesis.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An IAM policy as far as those of docs/iam.md go: statements that allow actions on resources, with {@code *} and {@code ?}
 * in both. Immutable.
 */
public final class Policy {

    private static final Set<String> UNDERSTOOD = Set.of("Sid", "Effect", "Action", "Resource");

    private record Statement(List<String> actions, List<String> resources) {

        boolean allows(final AwsCall call) {
            return actions.stream().anyMatch(action -> matches(action, call.action()))
                    && resources.stream().anyMatch(resource -> matches(resource, call.resource()));
        }

        /** In IAM the wildcards stand for any characters, separators among them. */
        private static boolean matches(final String pattern, final String name) {
            final String regex = pattern.codePoints()
                    .mapToObj(character -> switch (character) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(Character.toString(character));
                    })
                    .collect(Collectors.joining());
            return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
        }
    }

    private final List<Statement> statements;

    private Policy(final List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /** @throws IllegalArgumentException if there is something in it that is not understood here */
    public static Policy parse(final String json) {
        final List<Statement> statements = new ArrayList<>();
        for (final JsonNode statement : read(json).get("Statement")) {
            statement.fieldNames().forEachRemaining(name -> {
                if (!UNDERSTOOD.contains(name)) {
                    throw new IllegalArgumentException(name + " in " + statement);
                }
            });
            if (!"Allow".equals(statement.path("Effect").asText())) {
                throw new IllegalArgumentException("not Allow: " + statement);
            }
            statements.add(new Statement(texts(statement.get("Action")), texts(statement.get("Resource"))));
        }
        return new Policy(statements);
    }

    private static JsonNode read(final String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<String> texts(final JsonNode node) {
        final List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(element.textValue()));
        } else {
            texts.add(node.textValue());
        }
        return texts;
    }

    public boolean allows(final AwsCall call) {
        return statements.stream().anyMatch(statement -> statement.allows(call));
    }

    /** Every action with every resource that it is allowed on, as written. */
    public Set<AwsCall> grants() {
        return statements.stream()
                .flatMap(statement -> statement.actions().stream().flatMap(action -> statement.resources().stream()
                        .map(resource -> new AwsCall(action, resource))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** This policy, less what is granted so, word by word. */
    public Policy without(final AwsCall grant) {
        return new Policy(grants().stream()
                .filter(Predicate.not(grant::equals))
                .map(left -> new Statement(List.of(left.action()), List.of(left.resource())))
                .toList());
    }

    /** What either of the two allows. */
    public Policy with(final Policy other) {
        final List<Statement> both = new ArrayList<>(statements);
        both.addAll(other.statements);
        return new Policy(both);
    }
}
