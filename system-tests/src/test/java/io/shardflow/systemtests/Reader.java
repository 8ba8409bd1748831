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

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One process of several that read a stream under one application name. */
sealed interface Reader extends AutoCloseable {

    Service process();

    /** Whether a lease owner or leader of that name is in this process. */
    boolean isWorker(String workerId);

    /** The shards that it has delivered orders of, this id and higher ones. */
    Set<String> shardsFrom(long orderId) throws SQLException;

    /** The orders that it has delivered. */
    BitSet delivered() throws SQLException;

    @Override
    void close() throws SQLException;

    /** A NiFi that stands alone, with the connector, which loads into a table that only this one writes to. */
    record Nifi(Service process, NifiClient client, Connector connector, Connection connection, OrderTable table)
            implements Reader {

        /** The NiFi of the shared stack. */
        static Nifi ofStack(final LocalStack stack, final String stream, final String application) throws SQLException {
            return running(
                    stack, stack.service(Part.NIFI), stack.nifiClient(), Shardflow.connector(), stream, application);
        }

        /** One more NiFi. */
        static Nifi start(final LocalStack stack, final String name, final String stream, final String application)
                throws SQLException {
            final Service process = OwnNifi.start(stack, name);
            final NifiClient client = OwnNifi.client(process);
            final Connector connector = Connector.upload(client);
            connector.set(LocalParameters.ofStack(stack));
            return running(stack, process, client, connector, stream, application);
        }

        private static Nifi running(
                final LocalStack stack,
                final Service process,
                final NifiClient client,
                final Connector connector,
                final String stream,
                final String application)
                throws SQLException {
            // a table that another reader wrote to would be locked for minutes when that one is killed in a transaction
            final String table = (application + '_' + process.name())
                    .toUpperCase(Locale.ROOT)
                    .replace('-', '_');
            connector.stop();
            connector.set(LocalParameters.ofJob(stream, application, table));
            connector.start();
            final Connection connection = LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE));
            return new Nifi(process, client, connector, connection, new OrderTable(connection, table));
        }

        @Override
        public boolean isWorker(final String workerId) {
            final String id = client.processors()
                    .localState(connector.processor(Connector.CONSUMER).id())
                    .getOrDefault("worker.id", "none");
            return workerId.startsWith(id + '-');
        }

        @Override
        public Set<String> shardsFrom(final long orderId) throws SQLException {
            return table.sourcesFrom(orderId).stream().map(StreamShard::shardId).collect(Collectors.toSet());
        }

        @Override
        public BitSet delivered() throws SQLException {
            return table.ids();
        }

        @Override
        public void close() throws SQLException {
            connector.stop();
            client.close();
            connection.close();
            if (process != Shardflow.stack().service(Part.NIFI)) {
                process.kill9();
            }
        }
    }

    /** An application of the client library that is none of ours. */
    record Plain(Service process, Path read) implements Reader {

        private static final Duration START_LIMIT = Duration.ofSeconds(60);

        static Plain start(final LocalStack stack, final String name, final String stream, final String application) {
            final Path folder = stack.workspace().newFolder(name);
            final Path read = folder.resolve(PlainWorker.READ);
            final Service process = new Service(
                    stack.workspace(),
                    JavaProgram.of(
                            name,
                            folder,
                            List.of("-Xmx256m"),
                            System.getProperty("java.class.path"),
                            PlainWorker.class.getName(),
                            stream,
                            application,
                            stack.endpoint(Part.KINESIS).toString(),
                            stack.endpoint(Part.DYNAMODB).toString()),
                    () -> Files.exists(read),
                    START_LIMIT);
            process.start();
            return new Plain(process, read);
        }

        @Override
        public boolean isWorker(final String workerId) {
            return workerId.equals(PlainWorker.WORKER_ID);
        }

        @Override
        public Set<String> shardsFrom(final long orderId) {
            return lines().filter(line -> id(line) >= orderId)
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.toSet());
        }

        @Override
        public BitSet delivered() {
            final BitSet ids = new BitSet();
            lines().mapToInt(Plain::id).forEach(ids::set);
            return ids;
        }

        private Stream<String> lines() {
            try {
                final String text = Files.readString(read);
                return text.substring(0, text.lastIndexOf('\n') + 1).lines();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static int id(final String line) {
            return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        }

        @Override
        public void close() {
            process.kill9();
        }
    }
}
