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

import io.shardflow.nifi.kinesis.kcl.CloudWatchMetrics;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.MetricsSettings;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.status.PublishingWatch;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.MetricsClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.metrics.MetricsFactory;

/**
 * The metrics of one attempt in CloudWatch: has the lag measured, and says once what keeps them from getting there. Nothing here
 * holds up reading or a stop.
 *
 * <p><b>Threading.</b> The run's thread; closed by any other.
 */
final class PublishedMetrics implements AutoCloseable {

    /** Two values in the minute that CloudWatch keeps. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Call CALL = new Call("CloudWatch", "PutMetricData", "");

    private final AwsAccess settings;
    private final PublishingWatch watch;
    private final CloudWatchMetrics metrics;
    private final Duration interval;
    private final LongSupplier clock;
    private final ComponentLog log;
    private long last;

    /** @param clients closed after this; @param clock nanoseconds, monotonic */
    PublishedMetrics(
            final ConsumerSettings settings,
            final AwsClients clients,
            final Duration interval,
            final LongSupplier clock,
            final ComponentLog log) {
        this.settings = settings.aws();
        this.watch = new PublishingWatch();
        this.metrics = new CloudWatchMetrics(
                MetricsClient.of(
                        clients, settings.aws().region(), settings.metrics().endpoint(), watch),
                settings.aws().application(),
                interval);
        this.interval = interval;
        this.clock = clock;
        this.log = log;
        this.last = clock.getAsLong() - interval.toNanos();
    }

    /** Empty if no metrics are published. */
    static Optional<PublishedMetrics> of(
            final ConsumerSettings settings, final AwsClients clients, final ComponentLog log) {
        return settings.metrics().areSent()
                ? Optional.of(new PublishedMetrics(settings, clients, INTERVAL, System::nanoTime, log))
                : Optional.empty();
    }

    /** For the client library, which does not close it. */
    MetricsFactory factory() {
        return metrics;
    }

    /** To be called about once a second. */
    void look(final Supplier<Progress> progress) {
        final long now = clock.getAsLong();
        if (now - last >= interval.toNanos()) {
            last = now;
            metrics.lag(progress.get());
        }
        watch.due().ifPresent(this::say);
    }

    private void say(final PublishingWatch.Change change) {
        if (change.failure().isEmpty()) {
            log.warn("Metrics reach CloudWatch again");
            return;
        }
        log.warn(
                "Metrics do not reach CloudWatch: {} Or set {} to Disabled. Records are read all the same. It is tried again, and"
                        + " not said again before it has worked",
                causeAndRemedy(change.failure().get()),
                MetricsSettings.PUBLISHING.getDisplayName());
    }

    private String causeAndRemedy(final Throwable thrown) {
        final Optional<Failure> failure = Failure.of(thrown);
        return switch (failure.map(Failure::kind).orElse(Failure.Kind.OTHER)) {
            case DENIED ->
                "AWS denies cloudwatch:PutMetricData in the namespace \"%s\": %s. Allow it in the IAM policy of these credentials, as docs/iam.md shows."
                        .formatted(settings.application(), failure.get().reason());
            case UNREACHABLE, NO_ANSWER ->
                "CloudWatch cannot be reached or does not answer: %s. Check Region (%s), %s, the network, its DNS and the proxy on the way."
                        .formatted(
                                failure.get().reason(),
                                settings.region(),
                                MetricsSettings.CLOUDWATCH_ENDPOINT.getDisplayName());
            default -> ErrorTexts.describe(thrown, CALL, Optional.empty(), settings);
        };
    }

    @Override
    public void close() {
        watch.close();
        metrics.close();
    }
}
