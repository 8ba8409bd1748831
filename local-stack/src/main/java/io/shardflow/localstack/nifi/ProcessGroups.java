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

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Process groups, by id; {@code root} is the id of the root group too. Groups inside a group are meant with it. */
public final class ProcessGroups {

    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(1);

    private final NifiRest rest;

    ProcessGroups(final NifiRest rest) {
        this.rest = rest;
    }

    public String rootId() {
        return rest.get("/process-groups/root").path("id").asText();
    }

    /** Makes an empty process group. @return its id */
    public String create(final String parentId, final String name) {
        final ObjectNode body = rest.newEntity();
        body.putObject("component")
                .put("name", name)
                .putObject("position")
                .put("x", 0)
                .put("y", 0);
        return rest.post("/process-groups/" + parentId + "/process-groups", body)
                .path("id")
                .asText();
    }

    /**
     * Makes a process group from a flow definition; the parameter context it names is made when there is none of that name.
     *
     * @param flowDefinition a JSON file as NiFi downloads it
     * @return the id of the new group
     */
    public String upload(final String parentId, final String name, final Path flowDefinition) {
        try {
            return upload(parentId, name, Files.readString(flowDefinition));
        } catch (final IOException e) {
            throw new NifiException("the flow definition cannot be read: " + e, e);
        }
    }

    /** The same from the text of a flow definition. */
    public String upload(final String parentId, final String name, final String flowDefinition) {
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put("groupName", name);
        fields.put("positionX", "0");
        fields.put("positionY", "0");
        fields.put("clientId", rest.clientId());
        fields.put("disconnectedNodeAcknowledged", "false");
        final String boundary = UUID.randomUUID().toString();
        final StringBuilder body = new StringBuilder();
        fields.forEach((field, value) -> body.append(
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, field, value)));
        body.append("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"flow.json\"\r\n"
                        .formatted(boundary))
                .append("Content-Type: application/json\r\n\r\n")
                .append(flowDefinition)
                .append("\r\n--%s--\r\n".formatted(boundary));
        return rest.post(
                        "/process-groups/" + parentId + "/process-groups/upload",
                        BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8),
                        UPLOAD_LIMIT,
                        "Content-Type",
                        "multipart/form-data; boundary=" + boundary)
                .path("id")
                .asText();
    }

    /** Gives a group, in which nothing runs, another parameter context. */
    public void setParameterContext(final String groupId, final String contextId) {
        final ObjectNode body = rest.changeOf(rest.get("/process-groups/" + groupId));
        body.putObject("component")
                .put("id", groupId)
                .putObject("parameterContext")
                .put("id", contextId);
        rest.put("/process-groups/" + groupId, body);
    }

    /** The processors of the group. */
    public List<Component> processors(final String groupId) {
        return Component.listOf(rest.get("/process-groups/" + groupId + "/processors?includeDescendantGroups=true")
                .path("processors"));
    }

    /**
     * Waits until NiFi has finished validating the processors of the group, whatever came out. It does not validate those that
     * are disabled.
     *
     * @return the processors
     */
    public List<Component> awaitValidated(final String groupId, final Duration limit) {
        return NifiRest.until(
                "validating the process group",
                limit,
                () -> processors(groupId),
                all -> all.stream()
                        .filter(one -> !one.state().equals("DISABLED"))
                        .noneMatch(one -> one.validation().equals("VALIDATING")),
                ProcessGroups::problems);
    }

    /**
     * Starts the processors of the group and waits until each of them runs. Enable its controller services before.
     *
     * @throws NifiException when a processor is not valid, or does not run within {@code limit}
     */
    public void start(final String groupId, final Duration limit) {
        final List<Component> invalid = awaitValidated(groupId, limit).stream()
                .filter(one -> !one.state().equals("DISABLED"))
                .filter(one -> !one.validation().equals("VALID"))
                .toList();
        if (!invalid.isEmpty()) {
            throw new NifiException("the process group cannot be started: " + problems(invalid));
        }
        change(groupId, "RUNNING", limit, Component::runs);
    }

    /**
     * Starts a group whose execution engine is STATELESS and waits until it runs. NiFi enables its controller services by
     * itself, and the processors are valid only then.
     */
    public void startStateless(final String groupId, final Duration limit) {
        change(groupId, "RUNNING", limit, Component::runs);
    }

    /** Stops the processors of the group and waits until each of them has really stopped: no thread is left in it. */
    public void stop(final String groupId, final Duration limit) {
        change(groupId, "STOPPED", limit, Component::hasStopped);
    }

    /** Deletes a stopped group whose queues are empty. */
    public void delete(final String groupId) {
        final long version = rest.get("/process-groups/" + groupId)
                .path("revision")
                .path("version")
                .asLong();
        rest.delete("/process-groups/%s?version=%d&clientId=%s".formatted(groupId, version, rest.clientId()));
    }

    private void change(
            final String groupId, final String state, final Duration limit, final Predicate<Component> awaited) {
        final ObjectNode body = NifiRest.object();
        body.put("id", groupId).put("state", state).put("disconnectedNodeAcknowledged", false);
        rest.put("/flow/process-groups/" + groupId, body);
        NifiRest.until(
                "making the process group " + state,
                limit,
                () -> processors(groupId).stream()
                        .filter(one -> !one.state().equals("DISABLED"))
                        .filter(awaited.negate())
                        .toList(),
                List::isEmpty,
                ProcessGroups::problems);
    }

    private static String problems(final List<Component> components) {
        return components.stream().map(Component::problem).collect(Collectors.joining("; "));
    }
}
