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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.buffer.BufferSizing;
import io.shardflow.nifi.kinesis.retrieve.FanOut;
import io.shardflow.nifi.kinesis.retrieve.FanOutConsumer;
import io.shardflow.nifi.kinesis.retrieve.Polling;
import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.FanOutClient;
import io.shardflow.nifi.kinesis.stream.RecordsClient;
import java.time.Duration;
import org.apache.nifi.logging.ComponentLog;

/**
 * Prepares how shards are read, by Consumer Type.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class Reading {

    private static final long MEGABYTE = 1024L * 1024;

    private Reading() {}

    /**
     * With fan-out the consumer is registered when this returns.
     *
     * @param call time-out of one call
     * @throws software.amazon.awssdk.core.exception.SdkException what a call failed with
     * @throws io.shardflow.nifi.kinesis.state.NotReadyException if the consumer cannot be registered now
     */
    static Retrieval prepare(
            final ConsumerSettings settings,
            final AwsClients clients,
            final String streamArn,
            final Duration call,
            final ComponentLog log)
            throws InterruptedException {
        if (settings.type() == ConsumerType.SHARED_THROUGHPUT) {
            return new Polling(clients.kinesis(), new RecordsClient(settings.aws(), clients, log), log);
        }
        final FanOutConsumer consumer =
                new FanOutConsumer(clients.kinesis(), streamArn, settings.aws().application(), call, log);
        consumer.register();
        return new FanOut(new FanOutClient(settings.aws(), clients), consumer, log);
    }

    /** Whether the buffer goes with so many shards, should this node read all of them. */
    static void sayIfBufferIsSmall(final ConsumerSettings settings, final int shards, final ComponentLog log) {
        if (settings.type() == ConsumerType.ENHANCED_FAN_OUT) {
            sayWhatIsPushed(settings.bufferBytes(), shards, log);
            return;
        }
        BufferSizing.needed(settings.bufferBytes(), settings.maxRecordsPerRequest(), shards)
                .ifPresent(needed -> log.warn(
                        "Max Buffer Size is small for {} shards: {} GetRecords calls can be under way at once, so that each"
                                + " shard is asked less than once a second if all of them are read here. Set it to {} MB or"
                                + " more, or lower Max Records Per Request",
                        shards,
                        BufferSizing.callsAtOnce(settings.bufferBytes(), settings.maxRecordsPerRequest()),
                        needed / MEGABYTE + 1));
    }

    /** Half of the heap for records leaves little for what NiFi and the AWS SDK make of them. */
    private static void sayWhatIsPushed(final long bufferBytes, final int shards, final ComponentLog log) {
        final long bound = BufferSizing.pushedBound(bufferBytes, shards);
        final long heap = Runtime.getRuntime().maxMemory();
        final String text =
                "Enhanced fan-out: the records of {} shards take up to {} MB if all of them are read here, Max Buffer Size and two"
                        + " events of each shard";
        if (bound > heap / 2) {
            log.warn(
                    text + ". NiFi has a heap of {} MB: raise it, read with more nodes, or set Shared Throughput",
                    shards,
                    bound / MEGABYTE,
                    heap / MEGABYTE);
        } else {
            log.info(text, shards, bound / MEGABYTE);
        }
    }
}
