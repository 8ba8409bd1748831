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
package io.shardflow.probe.aws;

import io.shardflow.nifi.kinesis.lifecycle.ErrorTexts;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.state.DynamoStateTable;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsCalls;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;

/** The stream that is read, the table that is made for the probe, and the calls that were made. One thread, but for {@link #close}. */
final class ProbeStream implements AutoCloseable {

    static final String PREFIX = "SHARDFLOW_PROBE_";
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** The header has whole seconds, and the call takes its time. */
    static final Duration SLACK = Duration.ofSeconds(2);

    /** DynamoDB deletes no table that it is still making, and may not even find it right after it was asked for. */
    private static final Duration MAKING = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final StreamReference stream;
    private final boolean limits;
    private final String table =
            PREFIX + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    private final AwsAccess access;
    private final AwsClients clients;
    private final StreamDirectory directory;
    private final StateTable state;
    private final List<String> calls = new ArrayList<>();
    private Optional<StreamDirectory.Listing> listing = Optional.empty();
    private volatile boolean tableAsked;
    private volatile boolean tableMade;
    private boolean closed;

    ProbeStream(final AwsProbe.Settings settings) {
        this.stream = StreamReference.parse(settings.stream())
                .orElseThrow(() -> new IllegalArgumentException("--stream takes the name or the ARN of a stream"));
        this.limits = settings.limits();
        this.access = new AwsAccess(
                stream,
                table,
                settings.region(),
                new CredentialsSource.DefaultChain(),
                Optional.empty(),
                settings.kinesisEndpoint().map(URI::create),
                settings.dynamoDbEndpoint().map(URI::create));
        this.clients = new AwsClients(access, new ConsumerStatus(System::nanoTime));
        this.directory = new KinesisStreamDirectory(clients.kinesis(), stream, TIMEOUT);
        this.state = new DynamoStateTable(clients.dynamoDb(), table, TIMEOUT);
    }

    AwsClients clients() {
        return clients;
    }

    StreamReference stream() {
        return stream;
    }

    /** Whether the stream may be read more often than it allows, which slows its other readers for a second. */
    boolean asksForLimits() {
        return limits;
    }

    StreamDirectory directory() {
        return directory;
    }

    StateTable state() {
        return state;
    }

    String table() {
        return table;
    }

    void createTable() {
        tableAsked = true;
        called("dynamodb:CreateTable");
        try {
            state.create();
        } catch (final AwsServiceException e) {
            tableAsked = e.statusCode() >= 500;
            throw e;
        }
        tableMade = true;
    }

    /** Whether the table was made. */
    boolean hasTable() {
        return tableMade;
    }

    /** Every shard, listed once. */
    List<ShardInfo> shards() {
        if (listing.isEmpty()) {
            called("kinesis:ListShards");
            listing = Optional.of(directory.list());
        }
        return listing.get().shards();
    }

    Optional<ShardInfo> shard(final boolean isClosed) {
        return shards().stream().filter(shard -> shard.closed() == isClosed).findFirst();
    }

    /** An iterator, of the request that is completed with stream and shard. */
    String iterator(final String shardId, final GetShardIteratorRequest.Builder request) {
        called("kinesis:GetShardIterator " + request.build().shardIteratorTypeAsString());
        return get(clients.kinesis()
                        .getShardIterator(request.streamName(stream.requestName())
                                .streamARN(stream.requestArn())
                                .shardId(shardId)
                                .build()))
                .shardIterator();
    }

    GetRecordsResponse records(final String iterator, final int limit) {
        called("kinesis:GetRecords limit " + limit);
        return get(clients.kinesis()
                .getRecords(GetRecordsRequest.builder()
                        .streamARN(stream.requestArn())
                        .shardIterator(iterator)
                        .limit(limit)
                        .build()));
    }

    /** The service's time, as an answer has it; off by {@link #SLACK} at most. Empty if it has none. */
    Optional<Instant> serviceTime() {
        called("kinesis:ListShards limit 1");
        return get(clients.kinesis()
                        .listShards(ListShardsRequest.builder()
                                .streamName(stream.requestName())
                                .streamARN(stream.requestArn())
                                .maxResults(1)
                                .build()))
                .sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
    }

    static <T> T get(final CompletableFuture<T> call) {
        return AwsCalls.get(call, TIMEOUT);
    }

    /** Why a call of Kinesis fails, and what to do, in the words of the processor's bulletins. */
    String explain(final RuntimeException failure, final String operation) {
        return ErrorTexts.describe(failure, new Call(Call.KINESIS, operation, stream.name()), Optional.empty(), access);
    }

    /** Notes a call. */
    synchronized void called(final String operation) {
        calls.add(operation);
    }

    /** What was called since this was last asked. */
    synchronized List<String> takeCalls() {
        final List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** Deletes the table, if there is one. @return what was wrong; empty if nothing was */
    synchronized Optional<String> clean() {
        if (closed) {
            return Optional.empty();
        }
        closed = true;
        try {
            if (tableAsked && awaitTable()) {
                called("dynamodb:DeleteTable");
                get(clients.dynamoDb()
                        .deleteTable(
                                DeleteTableRequest.builder().tableName(table).build()));
            }
            return Optional.empty();
        } catch (final SdkException e) {
            return Optional.of(AwsProbe.reason(e));
        } finally {
            clients.close();
        }
    }

    /** @return whether there is one, which is made by now unless that takes too long */
    private boolean awaitTable() {
        final long end = System.nanoTime() + MAKING.toNanos();
        while (true) {
            called("dynamodb:DescribeTable");
            final Optional<StateTable.Identity> found = state.describe();
            final boolean making = found.isEmpty() ? tableMade : !found.get().active();
            if (!making || System.nanoTime() > end) {
                return found.isPresent();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    @Override
    public void close() {
        clean();
    }
}
