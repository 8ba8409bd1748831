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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiCluster;
import io.shardflow.localstack.nifi.NifiException;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.workload.OrderProducer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Two NiFi servers in one cluster. */
@ExtendWith(Shardflow.class)
@Tag("long")
class ClusterIT {

    private static final String CONSUMER = Connector.CONSUMER;
    private static final int SHARDS = 4;

    /** NiFi's name for the nodes when each of them has the same bulletin. */
    private static final String ALL_NODES = "All Nodes";

    private static final int PER_SECOND = 100;
    private static final int ORDERS = 1_000;

    /** Three times what a take-over may take: the machine may be busy with other things. */
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private static final Duration LONGER_THAN_A_ROUND_OF_ASSIGNMENT = Duration.ofSeconds(8);

    /** Worker ids by the port of the node. */
    private static final Map<Integer, String> WORKERS = new HashMap<>();

    private static NifiCluster cluster;
    private static NifiClient nifi;
    private static Connector connector;
    private static String consumer;

    @BeforeAll
    static void start() {
        assumeTrue(
                Loopback.isOnlyNetwork(),
                "NiFi's cluster protocol listens on every address, so its nodes run only in a network namespace that has"
                        + " nothing but lo; the build makes one when it runs as root on Linux with unshare and ip");
        cluster = NifiCluster.in(
                Shardflow.stack().workspace(),
                "cluster",
                Installation.nifi(),
                new NifiServer.Options(NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of(Installation.nar())),
                2);
        cluster.start();
        nifi = cluster.client(0);
        connector = Connector.upload(nifi);
        connector.set(LocalParameters.ofStack(Shardflow.stack()));
        consumer = connector.processor(CONSUMER).id();
    }

    @AfterAll
    static void end() {
        if (nifi != null) {
            nifi.close();
        }
        if (cluster != null) {
            cluster.kill9();
        }
    }

    @Test
    void onThePrimaryNodeOnlyThatNodeHoldsAllLeasesWhoeverItIs() throws SQLException {
        try (Run run = Run.of("cluster-primary", connector)) {
            executeOn("PRIMARY");
            run.start();
            final SteadyLoad load = run.produceSteadily(PER_SECOND);
            try {
                moveThePrimaryRole(run);
            } finally {
                load.stop();
                cluster.restore();
            }
            run.assertExact(run.produced());
        }
    }

    private static void moveThePrimaryRole(final Run run) {
        final int first = cluster.primary(0);
        awaitReadBy(run, first, "the start");

        final int second = other(first);
        cluster.disconnect(first, second);
        awaitReadBy(run, second, "the disconnection of the primary node");
        cluster.restore();

        // the first node cannot be the one that dies: its ZooKeeper is what the other one is elected by
        if (second == 0) {
            cluster.disconnect(0, 1);
            cluster.restore();
        }
        awaitReadBy(run, 1, "the return of the other node");
        cluster.node(1).kill9();
        cluster.awaitPrimaryOtherThan(1, 0);
        awaitReadBy(run, 0, "the death of the primary node");
    }

    @Test
    void onAllNodesTheShardsAreDivided() throws SQLException {
        try (Run run = Run.of("cluster-all", connector)) {
            executeOn("ALL");
            run.start();
            final SteadyLoad load = run.produceSteadily(PER_SECOND);
            try {
                await().atMost(LIMIT).until(() -> shardsByNode(run, 0), Map.of(0, 2L, 1, 2L)::equals);
                run.awaitNewRowsOfEveryShard();
            } finally {
                load.stop();
            }
            run.assertExact(run.produced());
        }
    }

    @Test
    void ofTwoStreamsWithOneApplicationNameTheSameOneIsReadOnBothNodes() throws SQLException {
        final String other = "cluster-name-other";
        try (Run run = Run.of("cluster-name", connector);
                KinesisClient kinesis = Shardflow.stack().kinesisClient()) {
            LocalAws.createStream(kinesis, other, SHARDS);
            run.produce(ORDERS);
            new OrderProducer(kinesis, other).produce(ORDERS);
            executeOn("ALL");
            // takes the parameter context that is there: the same application and table
            final Connector copy = Connector.upload(nifi);
            copy.configure(CONSUMER, Map.of("Stream Name", other));
            connector.enableServices();
            copy.enableServices();
            try {
                nifi.processGroups().start(nifi.processGroups().rootId(), LIMIT);
                assertOneIsReadAndTheOtherExplained(run, other, copy);
            } finally {
                copy.stop();
            }
        }
    }

    private static void assertOneIsReadAndTheOtherExplained(final Run run, final String other, final Connector copy)
            throws SQLException {
        run.awaitLanded(ORDERS);
        final Set<String> read = run.streams();
        assertThat(read).hasSize(1);
        final String refused =
                read.contains(other) ? consumer : copy.processor(CONSUMER).id();
        // of any time: each node counts its bulletins for itself
        await().atMost(LIMIT).untilAsserted(() -> assertThat(connector.bulletins(-1))
                .filteredOn(bulletin -> bulletin.sourceId().equals(refused))
                .filteredOn(bulletin -> bulletin.message().contains("cluster-name")
                        && bulletin.message().contains(read.iterator().next()))
                .extracting(Bulletin::node)
                .as("both nodes say why they do not read the other stream")
                .matches(nodes -> nodes.contains(ALL_NODES) || nodes.containsAll(List.of(address(0), address(1)))));
        run.awaitDrained();
        assertThat(run.rows()).isEqualTo(ORDERS);
    }

    /** Waits until one node holds all leases, new orders of all shards land, and it keeps them; tells how long the landing took. */
    private static void awaitReadBy(final Run run, final int node, final String after) {
        final long begin = System.nanoTime();
        final Callable<Boolean> holdsAll = () -> shardsByNode(run, node).equals(Map.of(node, (long) SHARDS));
        await("all leases at node " + node + " after " + after).atMost(LIMIT).until(holdsAll);
        run.awaitNewRowsOfEveryShard();
        System.out.printf(
                Locale.ROOT,
                "primary node only: %.1f s after %s every shard lands new records%n",
                (System.nanoTime() - begin) / 1e9,
                after);
        await("all leases kept by node " + node + " after " + after)
                .atMost(LIMIT)
                .during(LONGER_THAN_A_ROUND_OF_ASSIGNMENT)
                .until(holdsAll);
    }

    /** How many leases the workers of each node hold. A worker that no node has named so far counts for node -1. */
    private static Map<Integer, Long> shardsByNode(final Run run, final int asked) {
        try (NifiClient client = cluster.client(asked)) {
            WORKERS.putAll(client.processors().localStateByNode(consumer, "worker.id"));
        } catch (final NifiException e) {
            // the cluster has not noticed yet that a node is gone and waits for its answer; names do not change
        }
        return run.leaseOwners().values().stream()
                .collect(Collectors.groupingBy(ClusterIT::nodeOf, Collectors.counting()));
    }

    private static int nodeOf(final String owner) {
        return IntStream.range(0, 2)
                .filter(node ->
                        owner.startsWith(WORKERS.getOrDefault(cluster.node(node).port(), "none") + '-'))
                .findFirst()
                .orElse(-1);
    }

    private static void executeOn(final String nodes) {
        nifi.processors().executeOn(consumer, nodes);
    }

    private static int other(final int node) {
        return 1 - node;
    }

    private static String address(final int node) {
        return Loopback.HOST + ':' + cluster.node(node).port();
    }
}
