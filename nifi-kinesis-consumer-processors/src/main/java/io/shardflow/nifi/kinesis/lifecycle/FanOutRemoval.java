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

import io.shardflow.nifi.kinesis.retrieve.FanOutConsumer;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import io.shardflow.nifi.kinesis.state.DynamoStateTable;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * The end of a processor that was removed from the canvas: its fan-out consumer is deregistered, which costs money as long as
 * it is there, unless another worker of the application lives. Whoever lives shows it in the state table, whose rows change
 * with each renewal and report. A consumer that was deregistered while workers were stopped is registered again when one
 * starts.
 *
 * <p><b>Threading.</b> A thread of its own, in the background; NiFi does not wait for it.
 */
public final class FanOutRemoval {

    /** Workers report every second and a half; those of the plain client library renew their leases every three seconds. */
    private static final Duration WATCH = Duration.ofSeconds(12);

    private static final Duration CALL = Duration.ofSeconds(10);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);

    private FanOutRemoval(final ConsumerSettings settings, final ComponentLog log) {
        this.settings = settings;
        this.log = log;
    }

    /** Begins, if the processor's settings are of fan-out, and returns at once. */
    public static void begin(final ProcessContext context, final ComponentLog log) {
        if (!ConsumerType.ENHANCED_FAN_OUT
                .getValue()
                .equals(context.getProperty(ConsumerProperties.CONSUMER_TYPE).getValue())) {
            return;
        }
        try {
            final ConsumerSettings settings = ConsumerSettings.of(context);
            Thread.ofPlatform()
                    .daemon()
                    .name("shardflow-removal-" + settings.aws().application())
                    .start(new FanOutRemoval(settings, log)::run);
        } catch (final RuntimeException e) {
            log.warn(
                    "The fan-out consumer was not looked for, and AWS charges for it as long as it is registered: the settings"
                            + " cannot be read: {}",
                    e.toString());
        }
    }

    private void run() {
        final String name = settings.aws().application();
        try (AwsClients clients = new AwsClients(settings.aws(), status)) {
            final Optional<String> living = living(new DynamoStateTable(clients.dynamoDb(), name, CALL));
            final String streamArn = new KinesisStreamDirectory(clients.kinesis(), settings.aws().stream(), CALL)
                    .describe()
                    .arn();
            if (living.isPresent()) {
                log.info(
                        "The fan-out consumer {} stays registered, because {}. When nobody uses it any more:"
                                + " aws kinesis deregister-stream-consumer --stream-arn {} --consumer-name {}",
                        name,
                        living.get(),
                        streamArn,
                        name);
            } else if (new FanOutConsumer(clients.kinesis(), streamArn, name, CALL, log).deregister()) {
                log.info("The fan-out consumer {} was deregistered: no worker of the application lives", name);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException e) {
            log.warn(
                    "The fan-out consumer {} could not be deregistered, and AWS charges for it as long as it is registered. {}"
                            + " To remove it: aws kinesis deregister-stream-consumer --stream-arn ARN --consumer-name {}",
                    name,
                    ErrorTexts.describe(e, status, settings.aws()),
                    name);
        }
    }

    /** Why it has to stay; empty if nobody lives. Without the table it may be a stranger's of the same name. */
    private static Optional<String> living(final StateTable table) throws InterruptedException {
        try {
            final Map<String, StateRow> before = byKey(table.scan());
            Thread.sleep(WATCH);
            return table.scan().stream()
                    .filter(row -> !row.equals(before.get(row.key())))
                    .findFirst()
                    .map(FanOutRemoval::sign);
        } catch (final ResourceNotFoundException e) {
            return Optional.of("there is no state table by which to know that it is this application's");
        }
    }

    private static Map<String, StateRow> byKey(final List<StateRow> rows) {
        return rows.stream().collect(Collectors.toMap(StateRow::key, Function.identity()));
    }

    private static String sign(final StateRow row) {
        if (row.isWorker()) {
            return "worker " + row.key() + " lives";
        }
        return row.owner() == null
                ? "the row " + row.key() + " of the state table changes"
                : "worker " + row.owner() + " lives";
    }
}
