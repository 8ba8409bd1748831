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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.state.DynamoManagedTable;
import io.shardflow.nifi.kinesis.state.ManagedTable;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;

/**
 * An application's table and stream, to be closed after the run.
 *
 * @param calls what is known of the calls that fail
 * @param connection what to close
 */
record StateAccess(
        ManagedTable table,
        StreamDirectory directory,
        ShardReader shards,
        ConsumerStatus calls,
        AutoCloseable connection)
        implements AutoCloseable {

    private static final Duration CALL = Duration.ofSeconds(10);

    static StateAccess open(final AwsAccess access) {
        final ConsumerStatus calls = new ConsumerStatus(System::nanoTime);
        final AwsClients clients = new AwsClients(access, calls);
        return new StateAccess(
                new DynamoManagedTable(clients.dynamoDb(), access.application(), CALL),
                new KinesisStreamDirectory(clients.kinesis(), access.stream(), CALL),
                new KinesisShardReader(clients.kinesis(), access.stream(), CALL, calls),
                calls,
                clients);
    }

    /** In the background: Netty keeps its event loops for a quiet period of two seconds. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().name("shardflow-close").start(() -> {
            try {
                connection.close();
            } catch (final Exception e) {
                throw new IllegalStateException("the AWS clients could not be closed", e);
            }
        });
    }
}
