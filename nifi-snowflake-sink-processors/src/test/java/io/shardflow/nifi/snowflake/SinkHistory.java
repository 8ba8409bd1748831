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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.BatchProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

/**
 * One history: records of three shards reach two nodes in FlowFiles, cut at random; some come again, in other cuts, to the same node or
 * to the other one, early or late. Meanwhile connections are lost before and after statements, Snowflake is busy, sessions expire,
 * COMMITs are lost in each way, transactions are ended by somebody, and nodes are killed with or without their state: what such a node
 * had in its queue comes again, and what it loaded last, as after a kill between COMMIT and NiFi's own. One thread; the seed decides
 * everything but how long things take.
 */
final class SinkHistory {

    private static final int SHARDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** One record, and the row that it is. */
    private record Order(int shard, int number, int sub, String json, String row) {}

    /** One node; its FlowFiles are known by their contents. */
    private static final class Node {
        private TestRunner runner;
        private final List<String> unsettled = new ArrayList<>();
        private List<String> lastSettled = List.of();
        private int settled;
    }

    private final SnowflakeForTests snowflake;
    private final String table;
    private final Random random;
    private final List<List<Order>> shards = new ArrayList<>();
    private final List<Node> nodes = List.of(new Node(), new Node());
    private final List<TestRunner> killed = new ArrayList<>();
    private final Map<String, Integer> events = new TreeMap<>();

    SinkHistory(final SnowflakeForTests snowflake, final String table, final long seed) {
        this.snowflake = snowflake;
        this.table = table;
        this.random = new Random(seed);
        for (int shard = 0; shard < SHARDS; shard++) {
            shards.add(orders(shard));
        }
    }

    /** Sequence numbers with holes; some hold several records, as those of the KPL do. */
    private List<Order> orders(final int shard) {
        final List<Order> orders = new ArrayList<>();
        int number = 0;
        while (orders.size() < 40) {
            number += 1 + random.nextInt(50);
            final int together = random.nextInt(5) == 0 ? 3 : 1;
            for (int sub = 0; sub < together; sub++) {
                orders.add(order(shard, number, sub));
            }
        }
        return orders;
    }

    private Order order(final int shard, final int number, final int sub) {
        final String sequence = Records.sequenceNumber(number);
        final long arrival = Records.ARRIVAL + number;
        final int id = random.nextInt(1_000_000);
        final String note = random.nextBoolean() ? "täglich " + id : "it's ' | " + id;
        final String amount = "%d.%04d".formatted(random.nextInt(1000), random.nextInt(10_000));
        final String nested = "{\"a\":[%d,null,\"é\"],\"b\":%s}".formatted(id % 7, random.nextBoolean());
        return new Order(
                shard,
                number,
                sub,
                ("{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-00000000000%d\",\"approximateArrival\":%d,"
                                + "\"partitionKey\":\"k%d\",\"sequenceNumber\":\"%s\",\"subSequenceNumber\":%d},"
                                + "\"id\":%d,\"note\":\"%s\",\"amount\":%s,\"nested\":%s}")
                        .formatted(shard, arrival, id, sequence, sub, id, note, amount, nested),
                String.join(
                        "|",
                        "orders",
                        "shardId-00000000000" + shard,
                        sequence,
                        Integer.toString(sub),
                        Long.toString(arrival),
                        "k" + id,
                        Integer.toString(id),
                        note,
                        amount,
                        nested));
    }

    void run() throws Exception {
        snowflake.execute("CREATE TABLE " + table
                + " (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR, AMOUNT NUMBER(20,4), NESTED VARIANT)");
        for (final Node node : nodes) {
            start(node, Map.of());
        }
        try {
            int moves = 0;
            final int[] delivered = new int[SHARDS];
            while (!isDelivered(delivered) || moves < 60) {
                move(delivered);
                moves++;
            }
            settle();
            check();
        } finally {
            snowflake.control("{\"clearFaults\":true,\"release\":\"all\"}");
            nodes.forEach(node -> node.runner.stop());
            killed.forEach(TestRunner::stop);
        }
    }

    private boolean isDelivered(final int[] delivered) {
        return IntStream.range(0, SHARDS)
                .allMatch(shard -> delivered[shard] == shards.get(shard).size());
    }

    private void move(final int[] delivered) throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> deliverNext(delivered);
            case 4 -> deliverAgain(delivered);
            case 5 -> disturb();
            case 6 -> {
                if (random.nextInt(3) == 0) {
                    kill(anyNode());
                }
            }
            default -> trigger(anyNode());
        }
    }

    private Node anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void note(final String event) {
        events.merge(event, 1, Integer::sum);
    }

    /** The next records of a shard, to the node that has it at the moment, or to another one. */
    private void deliverNext(final int[] delivered) {
        final int shard = random.nextInt(SHARDS);
        final int first = delivered[shard];
        delivered[shard] = Math.min(shards.get(shard).size(), first + 1 + random.nextInt(12));
        if (delivered[shard] > first) {
            cut(
                    shards.get(shard).subList(first, delivered[shard]),
                    random.nextInt(4) > 0 ? nodes.get(shard % 2) : anyNode());
        }
    }

    /** Records from some position on, as after a lease has moved; sometimes to both nodes. */
    private void deliverAgain(final int[] delivered) {
        final int shard = random.nextInt(SHARDS);
        if (delivered[shard] > 0) {
            final int first = random.nextInt(delivered[shard]);
            final int last = first + 1 + random.nextInt(delivered[shard] - first);
            note("delivered again");
            cut(shards.get(shard).subList(first, last), anyNode());
            if (random.nextInt(3) == 0) {
                cut(shards.get(shard).subList(first, last), anyNode());
            }
        }
    }

    /** In FlowFiles of some records each; now and then one begins with records of the one before, or holds another shard's too. */
    private void cut(final List<Order> orders, final Node node) {
        int first = 0;
        while (first < orders.size()) {
            final int last = Math.min(orders.size(), first + 1 + random.nextInt(6));
            final List<Order> some = new ArrayList<>(orders.subList(Math.max(0, first - overlap()), last));
            enqueue(node, some);
            first = last;
        }
    }

    private int overlap() {
        return random.nextInt(5) == 0 ? 2 : 0;
    }

    private void enqueue(final Node node, final List<Order> orders) {
        final String content = orders.stream().map(Order::json).collect(Collectors.joining("\n"));
        node.unsettled.add(content);
        node.runner.enqueue(content);
    }

    private void disturb() throws Exception {
        final int skip = random.nextInt(20);
        final boolean executed = random.nextBoolean();
        switch (random.nextInt(7)) {
            case 0, 1 -> fault("connection lost", skip, "\"times\":1,\"status\":-1,\"executed\":" + executed);
            case 2 ->
                fault(
                        "busy",
                        skip,
                        "\"times\":" + (1 + random.nextInt(3)) + ",\"status\":503,\"executed\":" + executed);
            case 3 ->
                fault("session expired", skip, "\"times\":1,\"code\":\"" + (executed ? "390112" : "390114") + "\"");
            case 4 -> fault("statement cancelled", skip, "\"times\":1,\"code\":\"000604\",\"sqlState\":\"57014\"");
            case 5 -> {
                final String action = List.of("DROP", "LOSE", "ABORT").get(random.nextInt(3));
                note("COMMIT " + action);
                snowflake.control("{\"addHook\":{\"table\":\"" + table + "\",\"action\":\"" + action + "\"}}");
            }
            default -> {
                note("transactions ended");
                snowflake.control("{\"clearFaults\":true}");
                for (final String transaction : snowflake.query("SHOW TRANSACTIONS")) {
                    snowflake.query(
                            "SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
                }
            }
        }
    }

    private void fault(final String name, final int skip, final String fault) throws Exception {
        note(name);
        snowflake.control("{\"addFault\":{\"path\":\"/queries\",\"skip\":" + skip + "," + fault + "}}");
    }

    private void start(final Node node, final Map<String, String> state) throws Exception {
        node.runner = snowflake.runner(table);
        final ControllerService pool = node.runner.getControllerService("pool");
        node.runner.disableControllerService(pool);
        node.runner.setProperty(pool, "maxHttpRetries", "1");
        node.runner.enableControllerService(pool);
        node.runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, Integer.toString(1 + random.nextInt(6)));
        node.runner.getStateManager().setState(state, Scope.LOCAL);
        node.runner.run(1, false, true);
        node.settled = 0;
    }

    /** Its processor is left as it is, with its sessions and what is open in them. */
    private void kill(final Node node) throws Exception {
        note("killed");
        killed.add(node.runner);
        final Map<String, String> state =
                node.runner.getStateManager().getState(Scope.LOCAL).toMap();
        start(node, random.nextInt(3) == 0 ? Map.of() : state);
        node.unsettled.addAll(0, node.lastSettled);
        node.lastSettled = List.of();
        node.unsettled.forEach(node.runner::enqueue);
    }

    private void trigger(final Node node) {
        node.runner.run(1, false, false);
        node.runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        node.runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        final List<MockFlowFile> settled = node.runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS);
        if (settled.size() > node.settled) {
            node.lastSettled = settled.subList(node.settled, settled.size()).stream()
                    .map(MockFlowFile::getContent)
                    .toList();
            node.lastSettled.forEach(node.unsettled::remove);
            node.settled = settled.size();
        }
    }

    /** Nothing is disturbed any more, and everything has to be loaded. */
    private void settle() throws Exception {
        snowflake.control("{\"clearFaults\":true,\"release\":\"all\"}");
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            nodes.forEach(this::trigger);
            return nodes.stream().allMatch(node -> node.runner.isQueueEmpty());
        });
    }

    private void check() throws Exception {
        assertThat(snowflake.query("SELECT KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:shardId::VARCHAR,"
                        + " KINESISMETADATA:sequenceNumber::VARCHAR, KINESISMETADATA:subSequenceNumber::VARCHAR,"
                        + " KINESISMETADATA:approximateArrival::VARCHAR, KINESISMETADATA:partitionKey::VARCHAR,"
                        + " ID, NOTE, AMOUNT, TO_JSON(NESTED) FROM " + table))
                .containsExactlyInAnyOrderElementsOf(
                        shards.stream().flatMap(List::stream).map(Order::row).toList());
        assertThat(snowflake.query("SELECT SHARD, SEQUENCE_NUMBER, SUB_SEQUENCE_NUMBER FROM " + table
                        + "_SHARDFLOW_LEDGER ORDER BY SHARD"))
                .containsExactlyElementsOf(shards.stream()
                        .map(List::getLast)
                        .map(last -> "shardId-00000000000" + last.shard() + "|" + Records.sequenceNumber(last.number())
                                + "|" + last.sub())
                        .toList());
        for (final Node node : nodes) {
            assertThat(node.unsettled).as("FlowFiles that did not leave").isEmpty();
        }
    }

    @Override
    public String toString() {
        return events.toString();
    }
}
