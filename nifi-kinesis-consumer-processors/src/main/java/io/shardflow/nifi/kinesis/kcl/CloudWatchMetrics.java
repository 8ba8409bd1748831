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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.status.Progress;
import java.time.Duration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.kinesis.metrics.CloudWatchMetricsFactory;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.MetricsScope;
import software.amazon.kinesis.metrics.MetricsUtil;

/**
 * The metrics of one Scheduler, the client library's and the lag, on their way to CloudWatch. Not the library's own factory, but
 * around it: that one the Scheduler shuts down at its end, and waits, however long CloudWatch takes to answer.
 *
 * <p><b>Threading.</b> Any thread measures; one of the library publishes, from when this is made until it is closed.
 */
public final class CloudWatchMetrics implements MetricsFactory, AutoCloseable {

    static final String LAG = "Lag";

    /** Dimension of the lag of a shard. */
    static final String PROGRESS = "Progress";

    /** Dimension of the worst lag of a node, and the library's of what it tells of the whole application. */
    static final String APPLICATION = "ApplicationTracker";

    private static final int MOST_QUEUED = 10_000;

    /** What is queued is published when it is so much, or when the time is over. */
    private static final int ENOUGH = 1_000;

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final CloudWatchAsyncClient client;
    private final CloudWatchMetricsFactory library;

    /**
     * @param client closed with this
     * @param interval how often metrics are sent
     */
    public CloudWatchMetrics(final CloudWatchAsyncClient client, final String namespace, final Duration interval) {
        this.client = client;
        this.library = new CloudWatchMetricsFactory(
                client,
                namespace,
                interval.toMillis(),
                MOST_QUEUED,
                MetricsLevel.SUMMARY,
                // without the worker, whose id would make metrics of their own for each node and each new id
                MetricsConfig.METRICS_ALWAYS_ENABLED_DIMENSIONS_WITH_SHARD_ID,
                ENOUGH);
    }

    @Override
    public MetricsScope createMetrics() {
        return library.createMetrics();
    }

    /** Measures the lag of each shard of this node and of the worst. */
    public void lag(final Progress progress) {
        progress.shards().forEach(shard -> {
            final MetricsScope scope = MetricsUtil.createMetricsWithOperation(this, PROGRESS);
            MetricsUtil.addShardId(scope, shard.shardId());
            end(scope, shard.millis());
        });
        end(MetricsUtil.createMetricsWithOperation(this, APPLICATION), progress.lagMillis());
    }

    private static void end(final MetricsScope scope, final long millis) {
        scope.addData(LAG, millis, StandardUnit.MILLISECONDS, MetricsLevel.SUMMARY);
        MetricsUtil.endScope(scope);
    }

    /** Publishes what is left, for five seconds at most. */
    @Override
    public void close() {
        // waits without end for its own thread, which goes on while a call is waited for
        final Thread closing =
                Thread.ofPlatform().daemon().name("shardflow-close-metrics").start(library::shutdown);
        try {
            closing.join(CLOSE);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
