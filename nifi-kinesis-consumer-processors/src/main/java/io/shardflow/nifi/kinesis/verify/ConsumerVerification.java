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
package io.shardflow.nifi.kinesis.verify;

import io.shardflow.nifi.kinesis.lifecycle.StateForecast;
import io.shardflow.nifi.kinesis.retrieve.FanOutConsumer;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

/**
 * What Verify says: whether the consumer could start with these settings, and if not, everything that is in the way. It asks
 * AWS with clients of its own, writes nothing that stays, and ends by itself: no call is waited for longer than five seconds, a
 * service that has been silent once is not asked again, and after a minute the steps that are left are not made.
 *
 * <p><b>Threading.</b> The thread that verifies.
 */
public final class ConsumerVerification {

    static final String STATE = "State";
    static final String FIT = "Fit to start";

    private static final Duration CALL = Duration.ofSeconds(5);

    /** The default chain asks several places, each for seconds. */
    private static final Duration CREDENTIALS = Duration.ofSeconds(15);

    /** NiFi's canvas waits for longer. */
    private static final Duration TOTAL = Duration.ofSeconds(60);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final AwsClients clients;
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);
    private final Findings findings = new Findings();
    private final Questions kinesis;
    private final Questions dynamoDb;
    private final StreamDirectory directory;

    private ConsumerVerification(final ConsumerSettings settings, final ComponentLog log) {
        this.settings = settings;
        this.log = log;
        this.clients = new AwsClients(settings.aws(), status);
        final Deadline deadline = new Deadline(TOTAL);
        this.kinesis = new Questions(Call.KINESIS, findings, settings.aws(), status, deadline);
        this.dynamoDb = new Questions(Call.DYNAMODB, findings, settings.aws(), status, deadline);
        this.directory = new KinesisStreamDirectory(clients.kinesis(), settings.aws().stream(), CALL);
    }

    /** Each step with its outcome; the last one is the verdict. */
    public static List<ConfigVerificationResult> of(final ConsumerSettings settings, final ComponentLog log) {
        final ConsumerVerification verification = new ConsumerVerification(settings, log);
        try {
            return verification.run();
        } finally {
            // Netty keeps its event loops for a quiet period of two seconds; nobody has to wait for that
            Thread.ofPlatform().daemon().name("shardflow-close").start(verification.clients::close);
        }
    }

    private List<ConfigVerificationResult> run() {
        if (CredentialsStep.run(clients, settings.aws(), CREDENTIALS, findings)) {
            CallerStep.run(clients, settings.aws(), CALL, findings);
        } else {
            kinesis.bar();
            dynamoDb.bar();
        }
        final StreamSteps.Seen stream = new StreamSteps(
                        clients.kinesis(), directory, settings.aws(), CALL, kinesis, findings)
                .run(settings.type() == ConsumerType.SHARED_THROUGHPUT);
        if (settings.type() == ConsumerType.ENHANCED_FAN_OUT) {
            stream.identity().ifPresent(this::fanOut);
        }
        final Optional<List<StateRow>> rows =
                new StateSteps(clients.dynamoDb(), settings.aws(), CALL, dynamoDb, findings).run();
        final Optional<String> begins = state(stream, rows);
        return findings.conclude(
                FIT,
                "A start would read %d open shards. %s%s"
                        .formatted(
                                stream.open(),
                                begins.orElse(""),
                                findings.open().contains(StateSteps.CREATE)
                                        ? " It has to make the table first, which could not be tried."
                                        : ""));
    }

    private void fanOut(final StreamIdentity stream) {
        final String name = settings.aws().application();
        FanOutSteps.run(
                new FanOutConsumer(clients.kinesis(), stream.arn(), name, CALL, log),
                name,
                settings.aws().stream().name(),
                kinesis,
                findings);
    }

    private Optional<String> state(final StreamSteps.Seen stream, final Optional<List<StateRow>> rows) {
        if (rows.isEmpty() || stream.identity().isEmpty() || stream.listing().isEmpty()) {
            findings.open(STATE, "Not known, because the stream or the rows of the table are not.");
            return Optional.empty();
        }
        final Optional<String> begins = kinesis.ask(
                STATE,
                new Call(
                        Call.KINESIS,
                        "GetShardIterator",
                        settings.aws().stream().name()),
                () -> new StateForecast(settings, directory)
                        .of(
                                rows.get(),
                                stream.identity().get(),
                                stream.listing().get()));
        begins.ifPresent(text -> findings.good(STATE, text));
        return begins;
    }
}
