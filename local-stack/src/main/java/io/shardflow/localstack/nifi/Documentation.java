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
import java.util.List;
import java.util.stream.Stream;

/** What NiFi's UI shows of a component's documentation. */
public final class Documentation {

    private final NifiRest rest;

    Documentation(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * What NiFi knows of a component without making one.
     *
     * @param type the class
     * @param additionalDetails whether the UI offers the page of that name
     */
    public record Definition(String type, boolean additionalDetails) {}

    /** The processors and controller services of a NAR. */
    public List<Definition> definitions(final String artifact) {
        return Stream.concat(
                        definitions(artifact, "processor", "processorTypes"),
                        definitions(artifact, "controller-service", "controllerServiceTypes"))
                .toList();
    }

    private Stream<Definition> definitions(final String artifact, final String kind, final String list) {
        return rest.get("/flow/" + kind + "-types")
                .path(list)
                .valueStream()
                .filter(known -> known.at("/bundle/artifact").asText().equals(artifact))
                .map(known -> new Definition(
                        known.path("type").asText(),
                        rest.get("/flow/%s-definition/%s".formatted(kind, coordinates(known)))
                                .path("additionalDetails")
                                .asBoolean()));
    }

    private static String coordinates(final JsonNode known) {
        final JsonNode bundle = known.path("bundle");
        return String.join(
                "/",
                bundle.path("group").asText(),
                bundle.path("artifact").asText(),
                bundle.path("version").asText(),
                known.path("type").asText());
    }

    /**
     * "Additional Details" of a processor or controller service, in Markdown.
     *
     * @param type the component's class, of which NiFi knows one version
     * @throws NifiException when NiFi knows no such component, or it has no such page
     */
    public String additionalDetails(final String type) {
        final List<JsonNode> found = Stream.concat(
                        rest.get("/flow/processor-types").path("processorTypes").valueStream(),
                        rest.get("/flow/controller-service-types")
                                .path("controllerServiceTypes")
                                .valueStream())
                .filter(known -> known.path("type").asText().equals(type))
                .toList();
        if (found.size() != 1) {
            throw new NifiException(found.size() + " components " + type);
        }
        return rest.get("/flow/additional-details/" + coordinates(found.getFirst()))
                .path("additionalDetails")
                .asText();
    }
}
