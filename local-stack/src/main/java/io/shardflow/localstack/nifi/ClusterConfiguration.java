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

import io.shardflow.localstack.process.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What the nodes of one cluster have in their configuration beyond that of a server that stands alone. */
final class ClusterConfiguration {

    private final int size;
    private final int zooKeeperPort = Loopback.freePort();
    private final String sensitivePropertiesKey = UUID.randomUUID().toString();

    /** @param size number of nodes */
    ClusterConfiguration(final int size) {
        this.size = size;
    }

    /**
     * Writes the files of a node.
     *
     * @param conf its configuration folder
     * @param zooKeeper whether it runs the ZooKeeper of the cluster
     * @return its properties
     */
    Map<String, String> write(final Path conf, final boolean zooKeeper) throws IOException {
        writeStateManagement(conf);
        final Map<String, String> properties = properties();
        if (zooKeeper) {
            writeZooKeeper(conf);
            properties.put("nifi.state.management.embedded.zookeeper.start", "true");
            properties.put("nifi.state.management.embedded.zookeeper.properties", "./conf/zookeeper.properties");
        }
        return properties;
    }

    private Map<String, String> properties() {
        final Map<String, String> properties = new LinkedHashMap<>();
        properties.put("nifi.sensitive.props.key", sensitivePropertiesKey);
        properties.put("nifi.cluster.is.node", "true");
        properties.put("nifi.cluster.node.address", Loopback.HOST);
        properties.put("nifi.cluster.node.protocol.port", Integer.toString(Loopback.freePort()));
        properties.put("nifi.cluster.load.balance.host", Loopback.HOST);
        properties.put("nifi.cluster.load.balance.port", Integer.toString(Loopback.freePort()));
        properties.put("nifi.cluster.protocol.heartbeat.interval", "1 sec");
        properties.put("nifi.cluster.flow.election.max.wait.time", "1 min");
        properties.put("nifi.cluster.flow.election.max.candidates", Integer.toString(size));
        properties.put("nifi.zookeeper.connect.string", Loopback.HOST + ':' + zooKeeperPort);
        properties.put("nifi.zookeeper.root.node", "/nifi");
        properties.put("nifi.state.management.provider.cluster", "zk-provider");
        return properties;
    }

    private void writeStateManagement(final Path conf) throws IOException {
        final Path file = conf.resolve("state-management.xml");
        Files.writeString(file, Files.readString(file).replace("</stateManagement>", """
                    <cluster-provider>
                        <id>zk-provider</id>
                        <class>org.apache.nifi.controller.state.providers.zookeeper.ZooKeeperStateProvider</class>
                        <property name="Connect String">%s:%d</property>
                        <property name="Root Node">/nifi</property>
                        <property name="Session Timeout">10 seconds</property>
                        <property name="Access Control">Open</property>
                    </cluster-provider>
                </stateManagement>""".formatted(
                        Loopback.HOST, zooKeeperPort)));
    }

    private void writeZooKeeper(final Path conf) throws IOException {
        Files.writeString(conf.resolve("zookeeper.properties"), """
                clientPort=%d
                clientPortAddress=%s
                dataDir=./state/zookeeper
                tickTime=2000
                initLimit=10
                syncLimit=5
                """.formatted(zooKeeperPort, Loopback.HOST));
    }
}
