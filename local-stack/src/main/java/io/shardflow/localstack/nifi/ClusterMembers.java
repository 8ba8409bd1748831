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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** The nodes of a cluster, as one of them sees it. */
public final class ClusterMembers {

    private static final String PATH = "/controller/cluster";

    private final NifiRest rest;

    ClusterMembers(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * A node.
     *
     * @param id by which the cluster knows it
     * @param apiPort where it serves its REST API
     * @param status CONNECTING, CONNECTED, DISCONNECTED and others
     * @param roles Primary Node, Cluster Coordinator, both or none
     */
    public record Member(String id, int apiPort, String status, Set<String> roles) {

        public boolean isConnected() {
            return status.equals("CONNECTED");
        }

        public boolean isPrimary() {
            return isConnected() && roles.contains("Primary Node");
        }
    }

    public List<Member> list() {
        return StreamSupport.stream(rest.get(PATH).path("cluster").path("nodes").spliterator(), false)
                .map(node -> {
                    final Set<String> roles = new TreeSet<>();
                    node.path("roles").forEach(role -> roles.add(role.asText()));
                    return new Member(
                            node.path("nodeId").asText(),
                            node.path("apiPort").asInt(),
                            node.path("status").asText(),
                            roles);
                })
                .toList();
    }

    /** @param status DISCONNECTING or CONNECTING; it is not reached yet when this returns */
    void change(final Member member, final String status) {
        final ObjectNode body = NifiRest.object();
        body.putObject("node").put("nodeId", member.id()).put("status", status);
        rest.put(PATH + "/nodes/" + member.id(), body);
    }
}
