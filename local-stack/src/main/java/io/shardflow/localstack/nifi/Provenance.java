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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What NiFi has written down of FlowFiles. */
public final class Provenance {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NifiRest rest;

    Provenance(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * Something that has happened to a FlowFile.
     *
     * @param type as NiFi names it, such as RECEIVE
     * @param time as NiFi writes it
     * @param attributes of the FlowFile afterwards
     */
    public record Event(String type, String time, String flowFile, Map<String, String> attributes) {}

    /**
     * What has happened in a component since NiFi was started; what was before a kill -9, NiFi 2.3.0 does not find again.
     *
     * @param most of so many events, the last ones
     */
    public List<Event> events(final String componentId, final int most) {
        final ObjectNode body = NifiRest.object();
        final ObjectNode request = body.putObject("provenance").putObject("request");
        request.put("maxResults", most).put("summarize", false).put("incrementalResults", false);
        request.putObject("searchTerms").putObject("ProcessorID").put("value", componentId);
        final JsonNode found = rest.background(
                "/provenance",
                body,
                answer -> answer.path("provenance"),
                query -> query.path("finished").asBoolean(),
                LIMIT);
        return StreamSupport.stream(
                        found.path("results").path("provenanceEvents").spliterator(), false)
                .map(event -> new Event(
                        event.path("eventType").asText(),
                        event.path("eventTime").asText(),
                        event.path("flowFileUuid").asText(),
                        attributes(event)))
                .toList();
    }

    private static Map<String, String> attributes(final JsonNode event) {
        final Map<String, String> attributes = new TreeMap<>();
        event.path("attributes")
                .forEach(attribute -> attributes.put(
                        attribute.path("name").asText(), attribute.path("value").asText()));
        return attributes;
    }
}
