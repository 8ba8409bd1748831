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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Controller services, by id. */
public final class ControllerServices {

    private final NifiRest rest;

    ControllerServices(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * Makes a service with the default settings of its type, disabled.
     *
     * @param bundle group:artifact:version of the NAR that has it
     * @param type class
     * @return its id
     */
    public String create(final String groupId, final String bundle, final String type, final String name) {
        final String[] coordinate = bundle.split(":");
        final ObjectNode body = rest.newEntity();
        body.putObject("component")
                .put("type", type)
                .put("name", name)
                .putObject("bundle")
                .put("group", coordinate[0])
                .put("artifact", coordinate[1])
                .put("version", coordinate[2]);
        return rest.post("/process-groups/" + groupId + "/controller-services", body)
                .path("id")
                .asText();
    }

    /** The services of a process group and the groups in it. */
    public List<Component> list(final String groupId) {
        return Component.listOf(rest.get(
                        "/flow/process-groups/%s/controller-services?includeAncestorGroups=false&includeDescendantGroups=true"
                                .formatted(groupId))
                .path("controllerServices"));
    }

    /**
     * Enables all services of a process group, each after the ones it needs, and waits until they are enabled.
     *
     * @throws NifiException when one is not valid, or is not enabled within {@code limit}: it failed to, and NiFi keeps trying; the reason
     *     is in a bulletin
     */
    public void enableAll(final String groupId, final Duration limit) {
        final List<Component> invalid = NifiRest.until(
                        "validating the controller services",
                        limit,
                        () -> list(groupId),
                        all -> all.stream().noneMatch(one -> one.validation().equals("VALIDATING")),
                        ControllerServices::problems)
                .stream()
                .filter(one -> one.validation().equals("INVALID"))
                .toList();
        if (!invalid.isEmpty()) {
            throw new NifiException("controller services cannot be enabled: " + problems(invalid));
        }
        change(groupId, "ENABLED", limit);
    }

    /** Enables one service, and waits until it is and those that need it have been validated anew. */
    public void enable(final String groupId, final String id, final Duration limit) {
        final ObjectNode body = rest.changeOf(rest.get("/controller-services/" + id));
        rest.put("/controller-services/" + id + "/run-status", body.put("state", "ENABLED"));
        NifiRest.until(
                "enabling a controller service",
                limit,
                () -> list(groupId).stream()
                        .filter(one -> one.id().equals(id)
                                ? !one.state().equals("ENABLED")
                                : !one.validation().equals("VALID"))
                        .toList(),
                List::isEmpty,
                ControllerServices::problems);
    }

    /** Disables all services of a process group, whose processors have stopped, and waits until they are disabled. */
    public void disableAll(final String groupId, final Duration limit) {
        change(groupId, "DISABLED", limit);
    }

    /** Sets properties of a disabled service and leaves the others as they are. */
    public void configure(final String id, final Map<String, String> properties) {
        final ObjectNode body = rest.changeOf(rest.get("/controller-services/" + id));
        final ObjectNode values = body.putObject("component").put("id", id).putObject("properties");
        properties.forEach(values::put);
        rest.put("/controller-services/" + id, body);
    }

    /** What the service finds when it is asked to check its present settings against the world. */
    public List<Verification> verify(final String id, final Duration limit) {
        return Verification.ask(rest, "/controller-services/", id, limit);
    }

    private void change(final String groupId, final String state, final Duration limit) {
        final ObjectNode body = NifiRest.object();
        body.put("id", groupId).put("state", state).put("disconnectedNodeAcknowledged", false);
        rest.put("/flow/process-groups/" + groupId + "/controller-services", body);
        NifiRest.until(
                "making the controller services " + state,
                limit,
                () -> list(groupId).stream()
                        .filter(one -> !one.state().equals(state))
                        .toList(),
                List::isEmpty,
                ControllerServices::problems);
    }

    private static String problems(final List<Component> components) {
        return components.stream().map(Component::problem).collect(Collectors.joining("; "));
    }
}
