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

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.NifiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The flow with one more service in it. */
record FlowWithService(Connector connector, String name) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** @param probe a service of {@link ProbeNar}, which is to be installed */
    static FlowWithService upload(final String name, final String probe) throws IOException {
        final ObjectNode flow = (ObjectNode)
                new ObjectMapper().readTree(Installation.flowDefinition().toFile());
        final ArrayNode services = (ArrayNode) flow.at("/flowContents/controllerServices");
        final ObjectNode service = services.get(0).deepCopy();
        services.add(service.put("identifier", UUID.randomUUID().toString())
                .put("name", name)
                .put("type", "io.shardflow.systemtests.probes." + probe));
        service.putObject("bundle")
                .put("group", ProbeNar.GROUP)
                .put("artifact", ProbeNar.ARTIFACT)
                .put("version", ProbeNar.VERSION);
        service.putObject("properties");
        service.putArray("controllerServiceApis");
        final NifiClient nifi = Shardflow.nifi();
        final String groupId =
                nifi.processGroups().upload(nifi.processGroups().rootId(), "with " + name, flow.toString());
        return new FlowWithService(Connector.attach(nifi, groupId), name);
    }

    Component service() {
        return Shardflow.nifi().controllerServices().list(connector.groupId()).stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** As an operator does, whose processors have stopped: disable, set; the connector's start enables it again. */
    void set(final Map<String, String> properties) {
        Shardflow.nifi().controllerServices().disableAll(connector.groupId(), LIMIT);
        Shardflow.nifi().controllerServices().configure(service().id(), properties);
    }
}
