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

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.nifi.NifiException;
import io.shardflow.localstack.workload.OrderProducer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Two NiFi servers that know nothing of each other and a plain worker of the client library, under one application name. */
@ExtendWith(Shardflow.class)
@Tag("long")
class SharedApplicationIT {

    private static final String NAME = "shared";
    private static final int SHARDS = 6;
    private static final int PER_SECOND = 120;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** What is promised on a machine with nothing else to do, three times over. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(3 * 10);

    private static final Duration TAKE_OVER_FROM_LEADER = Duration.ofSeconds(3 * 15);

    private final LocalStack stack = Shardflow.stack();

    @Test
    void whoeverIsKilledTheOthersGoOnWithItsShardsAndNoRecordIsMissed() throws SQLException {
        try (KinesisClient kinesis = stack.kinesisClient();
                DynamoDbClient dynamoDb = stack.dynamoDbClient()) {
            LocalAws.createStream(kinesis, NAME, SHARDS);
            final OrderProducer producer = new OrderProducer(kinesis, NAME);
            try (Reader first = Reader.Nifi.ofStack(stack, NAME, NAME);
                    Reader second = Reader.Nifi.start(stack, "second-nifi", NAME, NAME);
                    Reader plain = Reader.Plain.start(stack, "plain-worker", NAME, NAME)) {
                final List<Reader> readers = List.of(first, second, plain);
                final SteadyLoad load = new SteadyLoad(producer, PER_SECOND);
                try {
                    killEachOnce(dynamoDb, producer, readers);
                } finally {
                    load.stop();
                }
                awaitAllDelivered(producer, readers);
            }
        }
    }

    /** The leader first, then those that are not, so that both kinds of death are seen. */
    private static void killEachOnce(
            final DynamoDbClient dynamoDb, final OrderProducer producer, final List<Reader> readers)
            throws SQLException {
        awaitAllHaveShards(dynamoDb, readers);
        final Reader firstLeader = leader(dynamoDb, readers);
        killAndWatch(firstLeader, true, producer, readers);
        final List<Reader> toKill = new ArrayList<>(readers);
        toKill.remove(firstLeader);
        while (!toKill.isEmpty()) {
            awaitAllHaveShards(dynamoDb, readers);
            final Reader leader = leader(dynamoDb, readers);
            final Reader next = toKill.stream()
                    .filter(reader -> reader != leader)
                    .findFirst()
                    .orElse(leader);
            killAndWatch(next, next == leader, producer, readers);
            toKill.remove(next);
        }
        awaitAllHaveShards(dynamoDb, readers);
    }

    private static void killAndWatch(
            final Reader victim, final boolean leader, final OrderProducer producer, final List<Reader> readers)
            throws SQLException {
        victim.process().kill9();
        final long kill = System.nanoTime();
        final long next = producer.produced().end();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> shardsFrom(next, readers).size() == SHARDS);
        final Duration takeOver = Duration.ofNanos(System.nanoTime() - kill);
        System.out.printf(
                Locale.ROOT,
                "kill -9 of %s%s: %.1f s until every shard delivers new records%n",
                victim.process().name(),
                leader ? ", the leader" : "",
                takeOver.toMillis() / 1e3);
        assertThat(takeOver).isLessThan(leader ? TAKE_OVER_FROM_LEADER : TAKE_OVER);
        victim.process().start();
    }

    private static Set<String> shardsFrom(final long orderId, final List<Reader> readers) throws SQLException {
        final Set<String> shards = new HashSet<>();
        for (final Reader reader : readers) {
            shards.addAll(reader.shardsFrom(orderId));
        }
        return shards;
    }

    private static void awaitAllHaveShards(final DynamoDbClient dynamoDb, final List<Reader> readers) {
        // a NiFi that has just started refuses requests for a while
        await().atMost(LIMIT).ignoreExceptionsInstanceOf(NifiException.class).until(() -> {
            final List<String> owners = rows(dynamoDb).stream()
                    .filter(row -> row.containsKey("checkpoint") && row.containsKey("leaseOwner"))
                    .map(row -> row.get("leaseOwner").s())
                    .toList();
            return owners.size() == SHARDS
                    && readers.stream().allMatch(reader -> owners.stream().anyMatch(reader::isWorker));
        });
    }

    private static Reader leader(final DynamoDbClient dynamoDb, final List<Reader> readers) {
        final String owner = rows(dynamoDb).stream()
                .filter(row -> row.get("leaseKey").s().equals("Leader"))
                .findFirst()
                .orElseThrow()
                .get("ownerName")
                .s();
        return readers.stream()
                .filter(reader -> reader.isWorker(owner))
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, AttributeValue>> rows(final DynamoDbClient dynamoDb) {
        return dynamoDb.scan(request -> request.tableName(NAME).consistentRead(true))
                .items();
    }

    private static void awaitAllDelivered(final OrderProducer producer, final List<Reader> readers) {
        final BitSet all = new BitSet();
        all.set(0, Math.toIntExact(producer.produced().end()));
        await().atMost(LIMIT).untilAsserted(() -> {
            final BitSet missing = (BitSet) all.clone();
            for (final Reader reader : readers) {
                missing.andNot(reader.delivered());
            }
            assertThat(missing.stream().boxed())
                    .as("orders that nobody delivered")
                    .isEmpty();
        });
    }
}
