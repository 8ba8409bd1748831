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
package io.shardflow.localstack.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Parameter contexts, by id. */
public final class ParameterContexts {

    private static final String PATH = "/parameter-contexts";

    /** NiFi stops and starts the components that use a changed parameter, and waits for them. */
    private static final Duration UPDATE_LIMIT = Duration.ofMinutes(2);

    private final NifiRest rest;

    ParameterContexts(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * A parameter.
     *
     * @param value null when it is not set, and always when it is sensitive and was read from NiFi
     */
    public record Parameter(String name, String value, boolean sensitive) {

        /** Without the value of a sensitive one. */
        @Override
        public String toString() {
            return name + '=' + (sensitive ? "(sensitive)" : value);
        }
    }

    /** The id of the context of that name. */
    public Optional<String> find(final String name) {
        return StreamSupport.stream(
                        rest.get("/flow/parameter-contexts")
                                .path("parameterContexts")
                                .spliterator(),
                        false)
                .filter(context ->
                        context.path("component").path("name").asText().equals(name))
                .map(context -> context.path("id").asText())
                .findFirst();
    }

    /**
     * @return the parameters of a context by their names
     */
    public Map<String, Parameter> read(final String id) {
        return parameters(rest.get(PATH + '/' + id));
    }

    /**
     * @return the id of the new context
     */
    public String create(final String name, final Iterable<Parameter> parameters) {
        return create(newContext(name, parameters));
    }

    /**
     * @param from the id of the context that gives all other parameters
     * @return the id of the new context
     */
    public String createInheriting(final String name, final Iterable<Parameter> parameters, final String from) {
        final ObjectNode body = newContext(name, parameters);
        final ObjectNode inherited = ((ObjectNode) body.path("component"))
                .putArray("inheritedParameterContexts")
                .addObject()
                .put("id", from);
        inherited.putObject("component").put("id", from);
        return create(body);
    }

    private ObjectNode newContext(final String name, final Iterable<Parameter> parameters) {
        final ObjectNode body = rest.newEntity();
        final ArrayNode list = body.putObject("component").put("name", name).putArray("parameters");
        parameters.forEach(parameter -> add(list, parameter));
        return body;
    }

    private String create(final ObjectNode body) {
        return rest.post(PATH, body).path("id").asText();
    }

    /**
     * Sets parameters that the context has, and leaves the others as they are. Returns when NiFi has started the components again that
     * use them. Sensitive ones stay sensitive.
     *
     * @param values by name; null makes a parameter unset
     * @throws NifiException when the context has no parameter of that name, or NiFi refuses the values
     */
    public void update(final String id, final Map<String, String> values) {
        final JsonNode present = rest.get(PATH + '/' + id);
        final Map<String, Parameter> known = parameters(present);
        final ObjectNode body = rest.changeOf(present);
        final ArrayNode list = body.putObject("component")
                .put("id", id)
                .put("name", present.path("component").path("name").asText())
                .putArray("parameters");
        new LinkedHashMap<>(values).forEach((name, value) -> {
            if (!known.containsKey(name)) {
                throw new NifiException(
                        "the parameter context has no parameter '%s'; it has %s".formatted(name, known.keySet()));
            }
            add(list, new Parameter(name, value, known.get(name).sensitive()));
        });
        final JsonNode done = rest.background(
                PATH + '/' + id + "/update-requests",
                body,
                answer -> answer.path("request"),
                request -> request.path("complete").asBoolean(),
                UPDATE_LIMIT);
        if (done.hasNonNull("failureReason")) {
            throw new NifiException("the parameters were not updated: "
                    + done.path("failureReason").asText());
        }
    }

    private static void add(final ArrayNode list, final Parameter parameter) {
        list.addObject()
                .putObject("parameter")
                .put("name", parameter.name())
                .put("value", parameter.value())
                .put("sensitive", parameter.sensitive())
                .put("valueRemoved", parameter.value() == null);
    }

    private static Map<String, Parameter> parameters(final JsonNode context) {
        final Map<String, Parameter> parameters = new TreeMap<>();
        context.path("component").path("parameters").forEach(entity -> {
            final JsonNode parameter = entity.path("parameter");
            final boolean sensitive = parameter.path("sensitive").asBoolean();
            final String value = sensitive || parameter.path("value").isNull()
                    ? null
                    : parameter.path("value").asText(null);
            parameters.put(
                    parameter.path("name").asText(),
                    new Parameter(parameter.path("name").asText(), value, sensitive));
        });
        return parameters;
    }
}
