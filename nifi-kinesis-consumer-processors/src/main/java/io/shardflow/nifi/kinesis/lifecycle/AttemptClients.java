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

import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.DynamoStateTable;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.metrics.NullMetricsFactory;

/**
 * What one attempt calls AWS with. Closed as far as it was opened.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class AttemptClients {

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final AwsClients aws;
    private Retrieval retrieval;
    private Optional<PublishedMetrics> metrics = Optional.empty();

    /** @param status is told how every call ends */
    AttemptClients(final ConsumerSettings settings, final ConsumerStatus status, final ComponentLog log) {
        this.settings = settings;
        this.log = log;
        this.aws = new AwsClients(settings.aws(), status);
    }

    AwsClients aws() {
        return aws;
    }

    String streamName() {
        return settings.aws().stream().name();
    }

    /** @param call time-out of one call, as in the methods that follow */
    StreamDirectory directory(final Duration call) {
        return new KinesisStreamDirectory(aws.kinesis(), settings.aws().stream(), call);
    }

    StateTable table(final Duration call) {
        return new DynamoStateTable(aws.dynamoDb(), settings.aws().application(), call);
    }

    /**
     * How the shards are read; as {@link Reading#prepare}.
     *
     * @throws NotReadyException if another attempt must follow
     */
    Retrieval openRetrieval(final String streamArn, final Duration call) throws InterruptedException {
        retrieval = Reading.prepare(settings, aws, streamArn, call, log);
        return retrieval;
    }

    /** For the client library's metrics, which go nowhere if none are wanted. */
    MetricsFactory openMetrics() {
        metrics = PublishedMetrics.of(settings, aws, log);
        return metrics.map(PublishedMetrics::factory).orElseGet(NullMetricsFactory::new);
    }

    /** Publishes how far the run has come, if that is wanted. */
    void publish(final Supplier<Progress> progress) {
        metrics.ifPresent(published -> published.look(progress));
    }

    /** A stop begins: what fails now is no failure, and nobody waits long for records. Returns at once. */
    void endCalls() {
        aws.shuttingDown();
        if (retrieval != null) {
            Thread.ofPlatform().daemon().name("shardflow-end-calls").start(retrieval::endCalls);
        }
    }

    /** Netty keeps its event loops for a quiet period of two seconds; nobody has to wait for that. */
    void closeInBackground() {
        Thread.ofPlatform().daemon().name("shardflow-close").start(() -> {
            metrics.ifPresent(PublishedMetrics::close);
            if (retrieval != null) {
                retrieval.close();
            }
            aws.close();
        });
    }
}
