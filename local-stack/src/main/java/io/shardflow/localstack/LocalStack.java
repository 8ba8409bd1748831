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
package io.shardflow.localstack;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.dynamodb.DynamoDbLocal;
import io.shardflow.localstack.kinesis.KinesisMock;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.PartFailedException;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The parts that Shardflow needs around it, each a process of its own on a free port of 127.0.0.1, all in one temporary folder. They end
 * with {@link #close()} or with this JVM, whichever comes first and however it comes.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.builder().with(Part.KINESIS, Part.DYNAMODB).start();
 *         KinesisClient kinesis = stack.kinesisClient()) {
 *     LocalAws.createStream(kinesis, "orders", 4);
 *     stack.service(Part.DYNAMODB).restart();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class LocalStack implements AutoCloseable {

    private final Workspace workspace;
    private final Map<Part, Service> services = new EnumMap<>(Part.class);
    private final LocalAccount account = new LocalAccount();

    private LocalStack(
            final Workspace workspace,
            final Set<Part> parts,
            final NifiServer.Options nifiOptions,
            final KinesisMock.Streams streams,
            final DynamoDbLocal.Tables state,
            final SnowflakeServer.Tables tables) {
        this.workspace = workspace;
        parts.forEach(part -> services.put(part, make(part, nifiOptions, streams, state, tables)));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The process of a part: kill it, start it again, read its log. */
    public Service service(final Part part) {
        final Service service = services.get(part);
        if (service == null) {
            throw new IllegalArgumentException("this stack was started without " + part);
        }
        return service;
    }

    /** Where a part is served; stays the same when the part is started again. */
    public URI endpoint(final Part part) {
        return URI.create("http://" + Loopback.HOST + ':' + service(part).port());
    }

    /** The account of the stack's Snowflake. */
    public LocalAccount account() {
        return account;
    }

    /** A new client of the stack's Kinesis; the caller closes it. */
    public KinesisClient kinesisClient() {
        return LocalAws.kinesis(endpoint(Part.KINESIS));
    }

    /** A new client of the stack's DynamoDB; the caller closes it. */
    public DynamoDbClient dynamoDbClient() {
        return LocalAws.dynamoDb(endpoint(Part.DYNAMODB));
    }

    /** A new client of the stack's NiFi; the caller closes it. */
    public NifiClient nifiClient() {
        return new NifiClient(endpoint(Part.NIFI));
    }

    /** Where further programs can be started that end with the stack. */
    public Workspace workspace() {
        return workspace;
    }

    /** Kills every part and deletes the temporary folder: nothing in it is needed any more. */
    @Override
    public void close() {
        workspace.close();
    }

    private Service make(
            final Part part,
            final NifiServer.Options nifiOptions,
            final KinesisMock.Streams streams,
            final DynamoDbLocal.Tables state,
            final SnowflakeServer.Tables tables) {
        return switch (part) {
            case KINESIS -> KinesisMock.in(workspace, part.label(), Installation.kinesis(), streams);
            case DYNAMODB -> DynamoDbLocal.in(workspace, part.label(), Installation.dynamoDb(), state);
            case NIFI -> NifiServer.in(workspace, part.label(), Installation.nifi(), nifiOptions);
            case SNOWFLAKE -> SnowflakeServer.in(workspace, part.label(), account, tables);
        };
    }

    private void startAll(final Consumer<String> progress) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            final List<CompletableFuture<Void>> starts = services.keySet().stream()
                    .map(part -> CompletableFuture.runAsync(() -> start(part, progress), executor))
                    .toList();
            try {
                // the first failure ends the wait; killing the other parts then ends their starts
                CompletableFuture.anyOf(
                                firstFailure(starts), CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)))
                        .join();
            } catch (final CompletionException e) {
                workspace.close();
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new PartFailedException("the local stack cannot be started", e.getCause());
            }
        }
    }

    private void start(final Part part, final Consumer<String> progress) {
        final Duration time = service(part).start();
        progress.accept(String.format(
                Locale.ROOT,
                "%-9s ready in %4.1f s on %s",
                part.label(),
                time.toMillis() / 1_000.0,
                endpoint(part).getAuthority()));
    }

    private static CompletableFuture<Void> firstFailure(final List<CompletableFuture<Void>> starts) {
        final CompletableFuture<Void> failure = new CompletableFuture<>();
        starts.forEach(start -> start.whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                failure.completeExceptionally(thrown);
            }
        }));
        return failure;
    }

    /** What to start. */
    public static final class Builder {

        private final Set<Part> parts = EnumSet.noneOf(Part.class);
        private Consumer<String> progress = line -> {};
        private Path logs;
        private NifiServer.Options nifiOptions = NifiServer.Options.DEFAULTS;
        private KinesisMock.Streams streams = KinesisMock.Streams.IN_MEMORY;
        private DynamoDbLocal.Tables state = DynamoDbLocal.Tables.IN_MEMORY;
        private SnowflakeServer.Tables tables = SnowflakeServer.Tables.ON_DISK;

        private Builder() {}

        /** Adds parts; a builder that was given none starts them all. */
        public Builder with(final Part... added) {
            parts.addAll(List.of(added));
            return this;
        }

        /** Takes one line per part that has become ready, from the threads that start them. */
        public Builder progress(final Consumer<String> lines) {
            this.progress = lines;
            return this;
        }

        /** A folder for the logs, which stays when the stack ends. By default they are in the temporary folder and vanish with it. */
        public Builder logsIn(final Path folder) {
            this.logs = folder;
            return this;
        }

        /** JVM options and NARs of the NiFi server. */
        public Builder nifi(final NifiServer.Options options) {
            this.nifiOptions = options;
            return this;
        }

        /** Where the streams of Kinesis live; by default they end with their server. */
        public Builder kinesis(final KinesisMock.Streams place) {
            this.streams = place;
            return this;
        }

        /** Where the tables of DynamoDB live; by default a kill -9 takes them away. */
        public Builder dynamoDb(final DynamoDbLocal.Tables place) {
            this.state = place;
            return this;
        }

        /** Where the tables of the Snowflake stand-in live; by default they outlive a kill -9. */
        public Builder tables(final SnowflakeServer.Tables place) {
            this.tables = place;
            return this;
        }

        /**
         * Starts the parts side by side.
         *
         * @return the stack, all of it ready
         * @throws PartFailedException when a part does not come up; everything is ended and deleted then
         */
        public LocalStack start() {
            final Workspace workspace = logs == null ? Workspace.create() : Workspace.withLogsIn(logs);
            try {
                final LocalStack stack = new LocalStack(
                        workspace,
                        parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts),
                        nifiOptions,
                        streams,
                        state,
                        tables);
                stack.startAll(progress);
                return stack;
            } catch (final RuntimeException e) {
                workspace.close();
                throw e;
            }
        }
    }
}
