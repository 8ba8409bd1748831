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

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.Records;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.checkpoint.LeaseCheckpointer;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The flush at stop, with a table that answers. */
class CheckpointFlushIT {

    private static final int LEASES = 500;
    private static final Duration NEVER = Duration.ofHours(1);

    /** The flush at stop has 2.5 s; three times that for a busy machine. */
    @Test
    void the500CheckpointsOfAStopAreWritten() throws InterruptedException {
        try (ConsumerFixture fixture = new ConsumerFixture(0);
                CheckpointWriter writer = new CheckpointWriter(NEVER, new MockComponentLog("id", this))) {
            fixture.dynamoDb.createTable(request -> request.tableName(fixture.application)
                    .billingMode("PAY_PER_REQUEST")
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("leaseKey")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("leaseKey")
                            .attributeType(ScalarAttributeType.S)
                            .build()));
            final ShardBuffers buffers =
                    new ShardBuffers(new ByteBudget(10_000_000), new BatchLimits(1000, 10, Duration.ZERO), lost -> {});
            commitOneOfEach(fixture, writer, buffers);
            writer.flush(NEVER);
            commitOneOfEach(fixture, writer, buffers);
            final long begin = System.nanoTime();
            assertTrue(writer.flush(Duration.ofMillis(7500)));
            System.out.printf("%d checkpoints in %d ms%n", LEASES, (System.nanoTime() - begin) / 1_000_000);
            assertEquals(
                    LEASES,
                    fixture.dynamoDb
                            .scan(request -> request.tableName(fixture.application))
                            .count());
        }
    }

    private static void commitOneOfEach(
            final ConsumerFixture fixture, final CheckpointWriter writer, final ShardBuffers buffers)
            throws InterruptedException {
        for (int shard = 0; shard < LEASES; shard++) {
            final LeaseIncarnation incarnation = buffers.open("shard-" + shard, OptionalLong.empty());
            writer.attach(incarnation, new Row(fixture, incarnation.shardId()));
            incarnation.accept(Records.records(0, 1), 0, 0);
            final Emission emission = buffers.take(Duration.ZERO).orElseThrow();
            emission.committed();
            emission.handed();
        }
    }

    /** Writes as the client library does: one update on a condition, and the thread waits for it. */
    private record Row(ConsumerFixture fixture, String shardId) implements LeaseCheckpointer {

        @Override
        public Outcome checkpoint(final Position position) {
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS(shardId)))
                    .updateExpression("SET checkpoint = :at ADD leaseCounter :one")
                    .conditionExpression("attribute_not_exists(leaseOwner) OR leaseOwner = :me")
                    .expressionAttributeValues(Map.of(
                            ":at", AttributeValue.fromS(position.sequenceNumber()),
                            ":one", AttributeValue.fromN("1"),
                            ":me", AttributeValue.fromS("me"))));
            return Outcome.WRITTEN;
        }

        @Override
        public Outcome checkpointShardEnd() {
            return Outcome.RETRY;
        }
    }
}
