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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Of which version of their NAR the components of a process group are: what the canvas calls Change Version. */
public final class Versions {

    private final NifiRest rest;

    Versions(final NifiRest rest) {
        this.rest = rest;
    }

    /** The versions of the group's processors and controller services. */
    public Set<String> of(final String groupId) {
        final Set<String> versions = new TreeSet<>();
        components(groupId)
                .forEach(one -> versions.add(one.at("/component/bundle/version").asText()));
        return versions;
    }

    /** Changes the version of all of them. The processors have stopped and the services are disabled. */
    public void change(final String groupId, final String version) {
        for (final JsonNode one : components(groupId)) {
            final ObjectNode body = rest.changeOf(one);
            final ObjectNode component = body.putObject("component");
            component.put("id", one.path("id").asText());
            final ObjectNode bundle = one.at("/component/bundle").deepCopy();
            component.set("bundle", bundle.put("version", version));
            rest.put(path(one), body);
        }
    }

    private static String path(final JsonNode component) {
        final String uri = component.path("uri").asText();
        return uri.substring(uri.indexOf("/nifi-api/") + "/nifi-api".length());
    }

    private List<JsonNode> components(final String groupId) {
        final List<JsonNode> components = new ArrayList<>();
        rest.get("/process-groups/" + groupId + "/processors?includeDescendantGroups=true")
                .path("processors")
                .forEach(components::add);
        rest.get("/flow/process-groups/" + groupId + "/controller-services?includeAncestorGroups=false")
                .path("controllerServices")
                .forEach(components::add);
        return components;
    }
}
