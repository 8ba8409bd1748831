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

import java.net.URI;

/** The REST calls that setting up, running and watching a flow takes, on an unsecured NiFi. Safe for use by many threads. */
public final class NifiClient implements AutoCloseable {

    private final URI server;
    private final NifiRest rest;

    /**
     * @param server scheme, host and port
     */
    public NifiClient(final URI server) {
        this.server = server;
        this.rest = new NifiRest(server);
    }

    /** NiFi's version. */
    public String version() {
        return rest.get("/flow/about").path("about").path("version").asText();
    }

    /** The page of the root canvas. */
    public URI canvas() {
        return server.resolve("/nifi/");
    }

    /** The page of a process group's canvas. */
    public URI canvas(final String groupId) {
        return server.resolve("/nifi/#/process-groups/" + groupId);
    }

    public Nars nars() {
        return new Nars(rest);
    }

    public ParameterContexts parameterContexts() {
        return new ParameterContexts(rest);
    }

    public ProcessGroups processGroups() {
        return new ProcessGroups(rest);
    }

    public ControllerServices controllerServices() {
        return new ControllerServices(rest);
    }

    public Processors processors() {
        return new Processors(rest);
    }

    public Versions versions() {
        return new Versions(rest);
    }

    public Queues queues() {
        return new Queues(rest);
    }

    public ClusterMembers clusterMembers() {
        return new ClusterMembers(rest);
    }

    public Documentation documentation() {
        return new Documentation(rest);
    }

    public Monitoring monitoring() {
        return new Monitoring(rest);
    }

    public Provenance provenance() {
        return new Provenance(rest);
    }

    @Override
    public void close() {
        rest.close();
    }
}
