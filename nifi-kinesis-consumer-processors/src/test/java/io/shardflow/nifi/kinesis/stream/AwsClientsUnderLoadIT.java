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
package io.shardflow.nifi.kinesis.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The SDK's HTTP client on the Netty that NiFi brings. A garbled request showed about once in 30,000 calls with Netty's
 * default allocator, so this takes minutes, and one pass says little.
 */
@Tag("long")
class AwsClientsUnderLoadIT {

    private static final String TABLE = "load";
    private static final int THREADS = 12;
    private static final int ROUNDS = 5_000;
    private static final int MOST_BYTES = 30_000;

    @Test
    void everyCallGetsItsOwnAnswer() throws Exception {
        try (LocalStack stack = LocalStack.builder().with(Part.DYNAMODB).start();
                AwsClients clients = new AwsClients(settings(stack), new ConsumerStatus(System::nanoTime));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            createTable(stack);
            final List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                final String key = "caller-" + i;
                final Random random = new Random(i);
                callers.add(() -> {
                    call(clients.dynamoDb(), key, random);
                    return null;
                });
            }
            for (final Future<Void> caller : threads.invokeAll(callers)) {
                caller.get();
            }
        }
    }

    private static void call(final DynamoDbAsyncClient dynamoDb, final String key, final Random random)
            throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            final AttributeValue value = AttributeValue.fromS(key + "x".repeat(random.nextInt(MOST_BYTES)));
            dynamoDb.putItem(put -> put.tableName(TABLE).item(Map.of("key", AttributeValue.fromS(key), "value", value)))
                    .get();
            final Map<String, AttributeValue> item = dynamoDb.getItem(
                            get -> get.tableName(TABLE).key(Map.of("key", AttributeValue.fromS(key))))
                    .get()
                    .item();
            assertEquals(value, item.get("value"));
        }
    }

    /** With a client that waits for longer than ours: a call that it gives up is carried out all the same. */
    private static void createTable(final LocalStack stack) {
        try (DynamoDbClient dynamoDb = LocalAws.dynamoDb(stack.endpoint(Part.DYNAMODB))) {
            LocalAws.createTable(dynamoDb, TABLE, "key");
        }
    }

    private static AwsAccess settings(final LocalStack stack) {
        return new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                LocalAws.REGION.id(),
                new CredentialsSource.AccessKey(LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY),
                Optional.empty(),
                Optional.empty(),
                Optional.of(stack.endpoint(Part.DYNAMODB)));
    }
}
