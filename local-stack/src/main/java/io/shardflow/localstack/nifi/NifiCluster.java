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

import io.shardflow.localstack.nifi.ClusterMembers.Member;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * NiFi servers that form a cluster; the first one runs the ZooKeeper that they agree by, so the cluster does not outlive it.
 *
 * <p>NiFi 2.3.0 listens for the other nodes on every address and has no setting for it. So a cluster is made only where the loopback is the
 * only network.
 */
public final class NifiCluster {

    private static final Duration JOIN_LIMIT = Duration.ofMinutes(3);

    private final List<Service> nodes;

    private NifiCluster(final List<Service> nodes) {
        this.nodes = nodes;
    }

    /**
     * @param name of logs and folders, with the node's number behind it
     * @param lib the assembled server
     * @return the cluster, not started
     * @throws IllegalStateException where there is more network than the loopback
     */
    public static NifiCluster in(
            final Workspace workspace,
            final String name,
            final Path lib,
            final NifiServer.Options options,
            final int size) {
        if (!Loopback.isOnlyNetwork()) {
            throw new IllegalStateException(
                    "NiFi's cluster protocol listens on every address: a cluster is made only in a network namespace without any network but lo");
        }
        final ClusterConfiguration configuration = new ClusterConfiguration(size);
        return new NifiCluster(IntStream.range(0, size)
                .mapToObj(node -> NifiServer.in(
                        workspace, name + '-' + (node + 1), lib, options, conf -> configuration.write(conf, node == 0)))
                .toList());
    }

    /** By its number, from 0 on; the first one runs ZooKeeper. */
    public Service node(final int number) {
        return nodes.get(number);
    }

    /** A new client that asks this node; the caller closes it. */
    public NifiClient client(final int number) {
        return new NifiClient(
                URI.create("http://" + Loopback.HOST + ':' + node(number).port()));
    }

    /** Starts every node and waits until all are connected. */
    public void start() {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(nodes.stream()
                            .map(node -> CompletableFuture.runAsync(node::start, executor))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        awaitConnected();
    }

    /** Waits until every node is connected and there is a primary one. */
    public void awaitConnected() {
        await(
                "all nodes connected",
                0,
                members -> members.size() == nodes.size()
                        && members.stream().allMatch(Member::isConnected)
                        && members.stream().anyMatch(Member::isPrimary));
    }

    /** SIGKILL to every node. */
    public void kill9() {
        nodes.forEach(Service::kill9);
    }

    /** The number of the primary node. @param asked the node that is asked */
    public int primary(final int asked) {
        return numberOf(
                await("a primary node", asked, members -> members.stream().anyMatch(Member::isPrimary)).stream()
                        .filter(Member::isPrimary)
                        .findFirst()
                        .orElseThrow());
    }

    /** Takes a node out of the cluster, as an operator does, and waits until another one is primary. @param asked the node that is told */
    public void disconnect(final int number, final int asked) {
        change(number, asked, "DISCONNECTING");
        awaitPrimaryOtherThan(number, asked);
    }

    /** Waits until a node other than this one is primary. @param asked the node that is asked */
    public void awaitPrimaryOtherThan(final int number, final int asked) {
        await("another primary node", asked, members -> members.stream()
                .anyMatch(member -> member.isPrimary() && numberOf(member) != number));
    }

    /** Starts the nodes that are dead, brings back those that are disconnected, and waits until all are connected. */
    public void restore() {
        nodes.stream().filter(node -> !node.isAlive()).forEach(Service::start);
        final int asked = connected();
        for (int number = 0; number < nodes.size(); number++) {
            if (number != asked && !isConnected(number, asked)) {
                change(number, asked, "CONNECTING");
            }
        }
        awaitConnected();
    }

    private int connected() {
        return IntStream.range(0, nodes.size())
                .filter(number -> isConnected(number, number))
                .findFirst()
                .orElse(0);
    }

    private boolean isConnected(final int number, final int asked) {
        try (NifiClient client = client(asked)) {
            return members(client).get().stream()
                    .anyMatch(member -> member.isConnected() && numberOf(member) == number);
        }
    }

    private void change(final int number, final int asked, final String status) {
        try (NifiClient client = client(asked)) {
            final ClusterMembers members = client.clusterMembers();
            members.change(
                    members.list().stream()
                            .filter(member -> numberOf(member) == number)
                            .findFirst()
                            .orElseThrow(),
                    status);
        }
    }

    private List<Member> await(final String what, final int asked, final Awaited awaited) {
        try (NifiClient client = client(asked)) {
            return NifiRest.until(what, JOIN_LIMIT, members(client), awaited::holds, List::toString);
        }
    }

    /** A node answers with an error until it has joined. */
    private static Supplier<List<Member>> members(final NifiClient client) {
        return () -> {
            try {
                return client.clusterMembers().list();
            } catch (final NifiException e) {
                return List.of();
            }
        };
    }

    private int numberOf(final Member member) {
        return IntStream.range(0, nodes.size())
                .filter(number -> nodes.get(number).port() == member.apiPort())
                .findFirst()
                .orElseThrow();
    }

    @FunctionalInterface
    private interface Awaited {
        boolean holds(List<Member> members);
    }
}
