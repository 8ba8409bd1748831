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
import java.util.function.Predicate;

/** Single processors, by id. */
public final class Processors {

    private final NifiRest rest;

    Processors(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * What a processor did in the last five minutes.
     *
     * @param runStatus Running, Stopped, Invalid, Disabled or Validating
     */
    public record Status(
            String runStatus,
            long flowFilesIn,
            long bytesIn,
            long flowFilesOut,
            long bytesOut,
            long bytesRead,
            long bytesWritten,
            long tasks,
            int activeThreads) {}

    /**
     * Makes a processor with the default settings of its type.
     *
     * @param bundle group:artifact:version of the NAR that has it
     * @param type class
     * @param ended relationships that lead nowhere
     * @return its id
     */
    public String create(
            final String groupId,
            final String bundle,
            final String type,
            final String name,
            final Map<String, String> properties,
            final List<String> ended) {
        final String[] coordinate = bundle.split(":");
        final ObjectNode body = rest.newEntity();
        final ObjectNode component =
                body.putObject("component").put("type", type).put("name", name);
        component
                .putObject("bundle")
                .put("group", coordinate[0])
                .put("artifact", coordinate[1])
                .put("version", coordinate[2]);
        final ObjectNode config = component.putObject("config");
        properties.forEach(config.putObject("properties")::put);
        ended.forEach(config.putArray("autoTerminatedRelationships")::add);
        return rest.post("/process-groups/" + groupId + "/processors", body)
                .path("id")
                .asText();
    }

    public Component read(final String id) {
        return Component.of(rest.get("/processors/" + id));
    }

    public Status status(final String id) {
        final JsonNode status = rest.get("/flow/processors/" + id + "/status")
                .path("processorStatus")
                .path("aggregateSnapshot");
        return new Status(
                status.path("runStatus").asText(),
                status.path("flowFilesIn").asLong(),
                status.path("bytesIn").asLong(),
                status.path("flowFilesOut").asLong(),
                status.path("bytesOut").asLong(),
                status.path("bytesRead").asLong(),
                status.path("bytesWritten").asLong(),
                status.path("taskCount").asLong(),
                status.path("activeThreadCount").asInt());
    }

    /** Starts one processor and waits until it runs. */
    public void start(final String id, final Duration limit) {
        change(id, "RUNNING", Component::runs, limit);
    }

    /** Stops one processor and waits until no thread is left in it. */
    public void stop(final String id, final Duration limit) {
        change(id, "STOPPED", Component::hasStopped, limit);
    }

    /** Lets a stopped processor run once; it may not have done so yet when this returns. */
    public void runOnce(final String id) {
        requestState(id, "RUN_ONCE");
    }

    /** Lets a stopped processor run once and waits until it has. */
    public void runOnceAndWait(final String id, final Duration limit) {
        runOnce(id);
        NifiRest.until(
                "running the processor once",
                limit,
                () -> read(id),
                processor -> processor.state().equals("STOPPED") && processor.hasStopped(),
                Component::problem);
    }

    /** Lets a disabled processor be started. */
    public void enable(final String id) {
        requestState(id, "STOPPED");
    }

    /** Keeps a stopped processor from being started with its group. */
    public void disable(final String id) {
        requestState(id, "DISABLED");
    }

    /** Sets properties of a stopped processor and leaves the others as they are. */
    public void configure(final String id, final Map<String, String> properties) {
        final ObjectNode body = rest.changeOf(rest.get("/processors/" + id));
        final ObjectNode values =
                body.putObject("component").put("id", id).putObject("config").putObject("properties");
        properties.forEach(values::put);
        rest.put("/processors/" + id, body);
    }

    /** Sets how many tasks of a stopped processor may run at one time. */
    public void concurrentTasks(final String id, final int tasks) {
        final ObjectNode body = rest.changeOf(rest.get("/processors/" + id));
        body.putObject("component").put("id", id).putObject("config").put("concurrentlySchedulableTaskCount", tasks);
        rest.put("/processors/" + id, body);
    }

    /**
     * Sets where in a cluster a stopped processor is triggered.
     *
     * @param node ALL or PRIMARY
     */
    public void executeOn(final String id, final String node) {
        final ObjectNode body = rest.changeOf(rest.get("/processors/" + id));
        body.putObject("component").put("id", id).putObject("config").put("executionNode", node);
        rest.put("/processors/" + id, body);
    }

    /** What the processor finds when it is asked to check its present settings against the world. */
    public List<Verification> verify(final String id, final Duration limit) {
        final JsonNode properties =
                rest.get("/processors/" + id).path("component").path("config").path("properties");
        return Verification.ask(rest, "/processors/", id, limit);
    }

    /** The local state that the processor keeps in NiFi. */
    public Map<String, String> localState(final String id) {
        final Map<String, String> state = new TreeMap<>();
        rest.get("/processors/" + id + "/state")
                .path("componentState")
                .path("localState")
                .path("state")
                .forEach(entry -> state.put(
                        entry.path("key").asText(), entry.path("value").asText()));
        return state;
    }

    /** What the processor keeps under a key in the local state of each node, by the port of the node's REST API. */
    public Map<Integer, String> localStateByNode(final String id, final String key) {
        final Map<Integer, String> values = new TreeMap<>();
        rest.get("/processors/" + id + "/state")
                .path("componentState")
                .path("localState")
                .path("state")
                .forEach(entry -> {
                    if (entry.path("key").asText().equals(key)) {
                        final String address = entry.path("clusterNodeAddress").asText();
                        values.put(
                                Integer.valueOf(address.substring(address.lastIndexOf(':') + 1)),
                                entry.path("value").asText());
                    }
                });
        return values;
    }

    /** Clears the state that a stopped processor keeps in NiFi. */
    public void clearState(final String id) {
        rest.post("/processors/" + id + "/state/clear-requests", NifiRest.object());
    }

    private void change(final String id, final String state, final Predicate<Component> awaited, final Duration limit) {
        requestState(id, state);
        NifiRest.until("making the processor " + state, limit, () -> read(id), awaited, Component::problem);
    }

    private void requestState(final String id, final String state) {
        final ObjectNode body = rest.changeOf(rest.get("/processors/" + id));
        rest.put("/processors/" + id + "/run-status", body.put("state", state));
    }
}
