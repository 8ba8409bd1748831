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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Connections and the FlowFiles that wait in them. */
public final class Queues {

    private static final Duration LISTING_LIMIT = Duration.ofSeconds(30);
    private static final Duration DROP_LIMIT = Duration.ofMinutes(1);

    private final NifiRest rest;

    Queues(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * A connection.
     *
     * @param relationships of the source that lead here; empty for a source that has none, such as a funnel
     * @param percentFull of the FlowFiles that back pressure allows; 0 where it allows any number
     */
    public record Queue(
            String id,
            String name,
            String sourceName,
            List<String> relationships,
            String destinationName,
            long flowFiles,
            long bytes,
            int percentFull) {}

    /** A FlowFile that waits. {@code position} counts from 1. */
    public record Waiting(String uuid, String filename, int position, long bytes, boolean penalized) {}

    /** The connections of a process group and the groups in it, with what waits in them now. */
    public List<Queue> list(final String groupId) {
        final JsonNode flow = rest.get("/flow/process-groups/" + groupId)
                .path("processGroupFlow")
                .path("flow");
        final Stream<Queue> own = stream(flow.path("connections")).map(Queues::queue);
        final Stream<Queue> inner = stream(flow.path("processGroups"))
                .flatMap(group -> list(group.path("id").asText()).stream());
        return Stream.concat(own, inner).toList();
    }

    /** Connects a relationship of a processor with another processor of the group. @return id of the connection */
    public String connect(
            final String groupId, final String sourceId, final String relationship, final String destinationId) {
        final ObjectNode body = rest.newEntity();
        final ObjectNode component = body.putObject("component");
        end(component.putObject("source"), groupId, sourceId);
        end(component.putObject("destination"), groupId, destinationId);
        component.putArray("selectedRelationships").add(relationship);
        return rest.post("/process-groups/" + groupId + "/connections", body)
                .path("id")
                .asText();
    }

    private static void end(final ObjectNode end, final String groupId, final String processorId) {
        end.put("id", processorId).put("groupId", groupId).put("type", "PROCESSOR");
    }

    /** From how many waiting FlowFiles on NiFi does not trigger the source of a connection. */
    public void limit(final String connectionId, final long flowFiles) {
        final ObjectNode body = rest.changeOf(rest.get("/connections/" + connectionId));
        body.putObject("component").put("id", connectionId).put("backPressureObjectThreshold", flowFiles);
        rest.put("/connections/" + connectionId, body);
    }

    /** In which order FlowFiles leave a connection. @param prioritizer class */
    public void prioritize(final String connectionId, final String prioritizer) {
        final ObjectNode body = rest.changeOf(rest.get("/connections/" + connectionId));
        body.putObject("component")
                .put("id", connectionId)
                .putArray("prioritizers")
                .add(prioritizer);
        rest.put("/connections/" + connectionId, body);
    }

    /** How many FlowFiles wait in all connections of a process group and the groups in it. */
    public long flowFiles(final String groupId) {
        return rest.get("/flow/process-groups/" + groupId + "/status?recursive=true")
                .path("processGroupStatus")
                .path("aggregateSnapshot")
                .path("flowFilesQueued")
                .asLong();
    }

    /** The first FlowFiles of a queue, at most 100. */
    public List<Waiting> waiting(final String connectionId) {
        final JsonNode listing = rest.background(
                "/flowfile-queues/" + connectionId + "/listing-requests",
                NifiRest.object(),
                answer -> answer.path("listingRequest"),
                request -> request.path("finished").asBoolean(),
                LISTING_LIMIT);
        refuse(listing);
        return stream(listing.path("flowFileSummaries"))
                .map(one -> new Waiting(
                        one.path("uuid").asText(),
                        one.path("filename").asText(),
                        one.path("position").asInt(),
                        one.path("size").asLong(),
                        one.path("penalized").asBoolean()))
                .toList();
    }

    public Map<String, String> attributes(final String connectionId, final String flowFile) {
        final Map<String, String> attributes = new TreeMap<>();
        rest.get("/flowfile-queues/" + connectionId + "/flowfiles/" + flowFile)
                .path("flowFile")
                .path("attributes")
                .properties()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
        return attributes;
    }

    public byte[] content(final String connectionId, final String flowFile) {
        return rest.getBytes("/flowfile-queues/" + connectionId + "/flowfiles/" + flowFile + "/content");
    }

    /** Drops everything that waits in a queue. */
    public void empty(final String connectionId) {
        refuse(rest.background(
                "/flowfile-queues/" + connectionId + "/drop-requests",
                NifiRest.object(),
                answer -> answer.path("dropRequest"),
                request -> request.path("finished").asBoolean(),
                DROP_LIMIT));
    }

    private static void refuse(final JsonNode request) {
        if (request.hasNonNull("failureReason")) {
            throw new NifiException(request.path("failureReason").asText());
        }
    }

    private static Queue queue(final JsonNode connection) {
        final JsonNode component = connection.path("component");
        final JsonNode now = connection.path("status").path("aggregateSnapshot");
        return new Queue(
                connection.path("id").asText(),
                component.path("name").asText(""),
                component.path("source").path("name").asText(),
                stream(component.path("selectedRelationships"))
                        .map(JsonNode::asText)
                        .toList(),
                component.path("destination").path("name").asText(),
                now.path("flowFilesQueued").asLong(),
                now.path("bytesQueued").asLong(),
                now.path("percentUseCount").asInt());
    }

    private static Stream<JsonNode> stream(final JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
