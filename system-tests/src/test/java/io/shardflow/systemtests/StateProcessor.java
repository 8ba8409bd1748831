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

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.Processors;
import io.shardflow.localstack.nifi.Queues.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * ManageKinesisState on the canvas of a NiFi that has the connector, in a group of its own with a pool of its own, and set to
 * the connector's parameters.
 */
final class StateProcessor {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String NAME = "Manage Kinesis state";

    private final NifiClient nifi;
    private final String groupId;
    private final String processorId;

    private StateProcessor(final NifiClient nifi, final String groupId) {
        this.nifi = nifi;
        this.groupId = groupId;
        this.processorId = nifi.processGroups().processors(groupId).getFirst().id();
    }

    static StateProcessor upload(final NifiClient nifi) {
        final String groupId = nifi.processGroups()
                .upload(nifi.processGroups().rootId(), "State", definition().toString());
        nifi.controllerServices().enableAll(groupId, LIMIT);
        return new StateProcessor(nifi, groupId);
    }

    /** Sets properties, chooses Run Once, and waits. @return the report */
    String run(final Map<String, String> properties) {
        final Queue queue = runOnce(properties);
        final String flowFile = nifi.queues().waiting(queue.id()).getFirst().uuid();
        final String text = queue.relationships().contains("success")
                ? new String(nifi.queues().content(queue.id(), flowFile), StandardCharsets.UTF_8)
                : nifi.queues().attributes(queue.id(), flowFile).get("kinesis.state.error.reason");
        nifi.queues().empty(queue.id());
        if (!queue.relationships().contains("success")) {
            throw new Refused(text);
        }
        return text;
    }

    /** The FlowFile went to failure. */
    static final class Refused extends AssertionError {
        private static final long serialVersionUID = 1L;

        Refused(final String reason) {
            super(reason);
        }
    }

    private Queue runOnce(final Map<String, String> properties) {
        await("the run before has ended").atMost(LIMIT).until(() -> {
            final Processors.Status status = nifi.processors().status(processorId);
            return status.activeThreads() == 0 && !status.runStatus().equals("Running");
        });
        nifi.processors().configure(processorId, properties);
        await().atMost(LIMIT)
                .until(() -> nifi.processors().read(processorId).validation().equals("VALID"));
        nifi.processors().runOnce(processorId);
        return await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> nifi.queues().list(groupId).stream()
                                .filter(queue -> queue.flowFiles() > 0)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static JsonNode definition() {
        try {
            final JsonNode shipped =
                    new ObjectMapper().readTree(Installation.flowDefinition().toFile());
            final ObjectNode definition = shipped.deepCopy();
            final ObjectNode contents = (ObjectNode) definition.get("flowContents");
            final ObjectNode processor =
                    shipped.at("/flowContents/processors/0").deepCopy();
            processor
                    .put("identifier", id(NAME))
                    .put("name", NAME)
                    .put("type", "io.shardflow.nifi.kinesis.manage.ManageKinesisState")
                    .putArray("autoTerminatedRelationships");
            final ObjectNode properties = (ObjectNode) processor.get("properties");
            properties.remove(List.of(
                    "Consumer Type",
                    "Initial Stream Position",
                    "Stream Position Timestamp",
                    "Max Buffer Size",
                    "Checkpoint Interval"));
            final JsonNode sink = shipped.at("/flowContents/processors/1/properties");
            List.of("Connection Pool", "Database Name", "Schema Name", "Table Name")
                    .forEach(name -> properties.set(name, sink.get(name)));
            contents.putArray("processors").add(processor);
            contents.putArray("labels");
            final ArrayNode connections = contents.putArray("connections");
            final JsonNode template = shipped.at("/flowContents/connections/0");
            for (int i = 0; i < 2; i++) {
                final String relationship = List.of("success", "failure").get(i);
                final ObjectNode connection = template.deepCopy();
                connection.put("identifier", id(relationship)).put("name", relationship);
                ((ObjectNode) connection.get("source")).put("id", id(NAME)).put("name", NAME);
                ((ObjectNode) connection.get("destination"))
                        .put(
                                "id",
                                shipped.at("/flowContents/funnels/" + i + "/identifier")
                                        .asText())
                        .put("type", "FUNNEL")
                        .put("name", "Funnel");
                connection.putArray("selectedRelationships").add(relationship);
                connections.add(connection);
            }
            return definition;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(final String name) {
        return UUID.nameUUIDFromBytes(("state " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
