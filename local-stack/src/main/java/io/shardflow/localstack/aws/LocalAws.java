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
package io.shardflow.localstack.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What the stack's Kinesis and DynamoDB are called with. */
public final class LocalAws {

    public static final Region REGION = Region.US_EAST_1;

    /** kinesis-mock takes the access key for the account, and an account is 12 digits. */
    public static final String ACCOUNT = "000000000000";

    public static final String ACCESS_KEY = ACCOUNT;
    public static final String SECRET_KEY = "secret-key-of-this-machine";

    private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    /** A call fails on a connection that was idle and that the emulator is closing at that moment. */
    private static final Duration CONNECTION_LIMIT = Duration.ofSeconds(3);

    private LocalAws() {}

    public static AwsCredentialsProvider credentials() {
        return credentials(ACCOUNT);
    }

    private static AwsCredentialsProvider credentials(final String account) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(account, SECRET_KEY));
    }

    /** A new client, which tries each call once: a put that is repeated would double a record. The caller closes it. */
    public static KinesisClient kinesis(final URI endpoint) {
        return kinesis(endpoint, ACCOUNT);
    }

    /** The same for another account, of twelve digits. */
    public static KinesisClient kinesis(final URI endpoint, final String account) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(credentials(account))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClientBuilder(http())
                .build();
    }

    /** A new client; the caller closes it. */
    public static DynamoDbClient dynamoDb(final URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(credentials())
                .httpClientBuilder(http())
                .build();
    }

    /** Creates a stream and waits until it can be used. */
    public static void createStream(final KinesisClient kinesis, final String stream, final int shards) {
        kinesis.createStream(request -> request.streamName(stream).shardCount(shards));
        awaitActive(kinesis, stream);
    }

    /** Creates a table with one key, a text, and nothing else. */
    public static void createTable(final DynamoDbClient dynamoDb, final String table, final String key) {
        createTable(dynamoDb, table, key, ScalarAttributeType.S);
    }

    /** The same with a key of this type. */
    public static void createTable(
            final DynamoDbClient dynamoDb, final String table, final String key, final ScalarAttributeType type) {
        dynamoDb.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(type)
                        .build()));
        dynamoDb.waiter()
                .waitUntilTableExists(
                        request -> request.tableName(table), options -> options.waitTimeout(ACTIVE_LIMIT));
    }

    /** Waits until a stream that was created or resharded is ACTIVE. */
    public static void awaitActive(final KinesisClient kinesis, final String stream) {
        final long deadline = System.nanoTime() + ACTIVE_LIMIT.toNanos();
        StreamStatus status;
        do {
            status = kinesis.describeStreamSummary(request -> request.streamName(stream))
                    .streamDescriptionSummary()
                    .streamStatus();
            if (status == StreamStatus.ACTIVE) {
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        } while (System.nanoTime() < deadline);
        throw new IllegalStateException(
                "stream %s is %s, not ACTIVE, after %d s".formatted(stream, status, ACTIVE_LIMIT.toSeconds()));
    }

    /** The shards that take records. */
    public static List<Shard> openShards(final KinesisClient kinesis, final String stream) {
        return kinesis.listShards(request -> request.streamName(stream)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    /** The SDK gives up on Kinesis after ten seconds; the mock takes longer while a whole stream is read on a busy machine. */
    private static SdkHttpClient.Builder<?> http() {
        return ApacheHttpClient.builder()
                .maxConnections(50)
                .socketTimeout(ANSWER_LIMIT)
                .connectionTimeToLive(CONNECTION_LIMIT);
    }
}
