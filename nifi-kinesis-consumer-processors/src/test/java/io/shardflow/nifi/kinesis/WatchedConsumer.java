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
package io.shardflow.nifi.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.faults.ProxiedCall;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.nifi.util.TestRunner;

/**
 * A processor with a stream and proxies of its own, of which each checkpoint on its way to DynamoDB is held against what NiFi has
 * committed by then. One thread triggers it; the proxies' threads look at the checkpoints.
 */
final class WatchedConsumer implements AutoCloseable {

    private static final Pattern SHARD = Pattern.compile("\"leaseKey\":\\{\"S\":\"(shardId-\\d+)\"");
    private static final Pattern CHECKPOINT = Pattern.compile("\"checkpoint\":\\{\"Value\":\\{\"S\":\"(\\d+)\"");

    private static final String PARENT = "shardId-000000000000";

    /** Half a second where a test has ten consumers: checkpoints are written every 100 ms, also of what is not committed if they could. */
    private static final int TRIGGERS_UNTIL_COMMIT = 5;

    private record Uncommitted(HeldSession session, int until) {}

    final FaultProxy kinesis;
    final FaultProxy dynamoDb;
    private final ConsumerFixture fixture;
    private final ConsumeKinesisStream processor = new ConsumeKinesisStream();
    private final TestRunner runner;
    private final Map<String, BigInteger> committed = new ConcurrentHashMap<>();
    private final Queue<String> early = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> delivered = new ArrayList<>();
    private final Queue<Uncommitted> uncommitted = new ArrayDeque<>();
    private HeldSession session;
    private int triggers;
    private int records;
    private volatile boolean checkpointed;
    private boolean started;

    WatchedConsumer() {
        fixture = new ConsumerFixture(2);
        kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
        dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
        dynamoDb.judge(call -> {
            look(call);
            return Optional.empty();
        });
        runner = ConsumerFixture.runner(
                processor,
                fixture.stream,
                fixture.application,
                kinesis.uri().toString(),
                dynamoDb.uri().toString());
        runner.setProperty(ConsumerProperties.CHECKPOINT_INTERVAL, "100 ms");
    }

    /** Registers a consumer of Kinesis at each start, to which Kinesis pushes. */
    void useFanOut() {
        EnhancedFanOutIT.fanOut(runner);
    }

    /** Splits the first shard. */
    void split() {
        fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                .shardToSplit(PARENT)
                .newStartingHashKey(BigInteger.TWO.pow(126).toString()));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }

    /** Whether the shard that was split has no row in the lease table any more. */
    boolean hasForgottenTheParent() {
        return fixture
                .dynamoDb
                .scan(request -> request.tableName(runner.getProcessContext()
                                .getProperty(ConsumerProperties.APPLICATION_NAME)
                                .getValue())
                        .consistentRead(true))
                .items()
                .stream()
                .noneMatch(row -> row.get("leaseKey").s().equals(PARENT));
    }

    /** Starts with a new application: the stream is read from its beginning. */
    void start() {
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "app-" + UUID.randomUUID());
        runner.clearTransferState();
        committed.clear();
        delivered.clear();
        session = null;
        checkpointed = false;
        runner.run(0, false, true);
        started = true;
    }

    void put(final int count) {
        fixture.put(records, records + count);
        records += count;
    }

    /** Lets the processor work once, and commits what it handed over some triggers before; it hears of that afterwards. */
    void trigger() {
        triggers++;
        if (session == null) {
            session = new HeldSession(runner);
        }
        if (session.trigger(processor, runner)) {
            uncommitted.add(new Uncommitted(session, triggers + TRIGGERS_UNTIL_COMMIT));
            session = null;
        }
        while (!uncommitted.isEmpty() && uncommitted.peek().until() <= triggers) {
            commit(uncommitted.remove().session());
        }
    }

    private void commit(final HeldSession done) {
        done.commitWithoutCallback();
        for (final JsonNode record : ConsumerFixture.records(done.transferredTo(ConsumeKinesisStream.SUCCESS))) {
            delivered.add(record);
            committed.merge(shard(record), number(record), BigInteger::max);
        }
        done.callSuccess();
    }

    private static String shard(final JsonNode record) {
        return record.path("kinesisMetadata").path("shardId").asText();
    }

    private static BigInteger number(final JsonNode record) {
        return new BigInteger(
                record.path("kinesisMetadata").path("sequenceNumber").asText());
    }

    /** Whether each record that was put was delivered. */
    boolean hasAll() {
        return delivered.size() >= records
                && delivered.stream()
                                .map(record -> record.get("n").asInt())
                                .distinct()
                                .count()
                        == records;
    }

    private void look(final ProxiedCall call) {
        if (!call.operation().equals("UpdateItem")) {
            return;
        }
        final String body = new String(call.body(), StandardCharsets.UTF_8);
        final Matcher shard = SHARD.matcher(body);
        final Matcher checkpoint = CHECKPOINT.matcher(body);
        if (shard.find() && checkpoint.find()) {
            checkpointed = true;
            final BigInteger position = new BigInteger(checkpoint.group(1));
            if (position.compareTo(committed.getOrDefault(shard.group(1), BigInteger.ZERO)) > 0) {
                early.add(body);
            }
        }
    }

    /**
     * Each record of each shard in its order; where some were delivered again, without a gap from where they begin.
     *
     * @param as what is tested
     * @return how many were delivered again
     */
    int assertNoneMissedInOrder(final String as) {
        final Map<String, List<BigInteger>> shards = new HashMap<>();
        delivered.forEach(record -> {
            shards.computeIfAbsent(shard(record), shard -> new ArrayList<>()).add(number(record));
        });
        int again = 0;
        int all = 0;
        for (final Map.Entry<String, List<BigInteger>> shard : shards.entrySet()) {
            final List<BigInteger> order =
                    shard.getValue().stream().distinct().sorted().toList();
            int next = 0;
            for (final BigInteger number : shard.getValue()) {
                final int at = order.indexOf(number);
                assertTrue(at <= next, () -> as + ": a gap before " + number + " in " + shard.getKey());
                again += at < next ? 1 : 0;
                next = at + 1;
            }
            all += order.size();
        }
        assertEquals(records, all, () -> as + ": records that were delivered");
        return again;
    }

    /** Whether a checkpoint was on its way to the table since the start. */
    boolean hasCheckpointed() {
        return checkpointed;
    }

    void assertNoEarlyCheckpoint(final String as) {
        assertTrue(early.isEmpty(), () -> as + ": checkpointed before it was committed: " + early);
    }

    void clearFaults() {
        kinesis.clear();
        dynamoDb.clear();
    }

    void stop() {
        if (started) {
            started = false;
            uncommitted.forEach(waiting -> commit(waiting.session()));
            uncommitted.clear();
            ConsumerFixture.unschedule(runner);
        }
    }

    @Override
    public void close() {
        clearFaults();
        stop();
        fixture.close();
        kinesis.close();
        dynamoDb.close();
    }
}
