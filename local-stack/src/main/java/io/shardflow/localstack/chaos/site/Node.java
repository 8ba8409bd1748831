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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.chaos.plan.Backend;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiException;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A NiFi that stands alone, with the connector, and the proxies through which alone it reaches the services.
 *
 * <p>Threads: used by one at a time; the process can be killed by any.
 */
public final class Node implements AutoCloseable {

    /** Beginning of the names of the consumer's counters of what it has delivered; the shard's id follows (docs/monitoring.md). */
    private static final String DELIVERED = "Records Consumed for ";

    /** Far more than a run of hours has. */
    private static final int MOST_FLOW_FILES = 1_000_000;

    /** How long a NiFi that was started or thawed a moment ago may refuse requests. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Service process;
    private final Map<Backend, FaultProxy> proxies = new EnumMap<>(Backend.class);
    private NifiClient nifi;
    private Connector connector;

    /** @param number from 0 on */
    Node(final LocalStack stack, final int number, final Path nar, final StatementJournal journal) {
        process = NifiServer.in(
                stack.workspace(),
                "nifi-" + (number + 1),
                Installation.nifi(),
                new NifiServer.Options(NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of(nar), true));
        proxies.put(Backend.KINESIS, FaultProxy.before(stack.endpoint(Part.KINESIS)));
        proxies.put(Backend.DYNAMODB, FaultProxy.before(stack.endpoint(Part.DYNAMODB), DynamoDbCalls::name));
        final SnowflakeCalls calls = new SnowflakeCalls(number, journal);
        final FaultProxy snowflake = FaultProxy.before(stack.endpoint(Part.SNOWFLAKE), calls);
        snowflake.afterEach(calls::ended);
        proxies.put(Backend.SNOWFLAKE, snowflake);
    }

    /** Starts the NiFi and the connector in it. */
    void start(final LocalStack stack, final Map<String, String> job) {
        process.start();
        nifi = new NifiClient(URI.create("http://" + Loopback.HOST + ':' + process.port()));
        connector = Connector.upload(nifi);
        connector.set(LocalParameters.ofStack(stack));
        connector.set(Map.of(
                "AWS Kinesis Endpoint Override", proxy(Backend.KINESIS).uri().toString(),
                "AWS DynamoDB Endpoint Override", proxy(Backend.DYNAMODB).uri().toString(),
                "Snowflake Account URL", proxy(Backend.SNOWFLAKE).uri() + "/?account=" + LocalAccount.ACCOUNT));
        connector.set(job);
        connector.start();
    }

    /** The NiFi's process. */
    public Service process() {
        return process;
    }

    /** What stands between this NiFi and a service. */
    public FaultProxy proxy(final Backend service) {
        return proxies.get(service);
    }

    /**
     * Starts the NiFi again that was killed or stopped, and the connector in it as far as it does not run by itself: NiFi writes its
     * flow down half a second after a change, so one that is killed right after a processor was started comes back with it stopped.
     */
    public void startAgain() {
        process.start();
        startConnector();
    }

    /** Starts every processor of the connector. */
    public void startConnector() {
        patiently(connector::start);
    }

    /** Stops every processor of the connector; returns when no thread is left in them. */
    public void stopConnector() {
        patiently(connector::stop);
    }

    /** Sets parameters of the stopped connector. */
    public void set(final Map<String, String> parameters) {
        patiently(() -> connector.set(parameters));
    }

    /** @param processor by its name in the flow */
    public void startProcessor(final String processor) {
        patiently(() -> nifi.processors().start(connector.processor(processor).id(), LIMIT));
    }

    /** @param processor by its name in the flow */
    public void stopProcessor(final String processor) {
        patiently(() -> nifi.processors().stop(connector.processor(processor).id(), LIMIT));
    }

    /** Stops and starts a processor, unless the NiFi dies meanwhile. @param processor by its name in the flow */
    public void restartProcessor(final String processor) {
        try {
            stopProcessor(processor);
            startProcessor(processor);
        } catch (final NifiException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    /** FlowFiles that wait anywhere in the connector. */
    public long queuedFlowFiles() {
        final long[] queued = new long[1];
        patiently(() -> queued[0] = connector.queuedFlowFiles());
        return queued[0];
    }

    /** Records that the consumer has delivered since this NiFi was started, redeliveries included, by shard id. */
    public Map<String, Long> delivered() {
        final Map<String, Long> shards = new HashMap<>();
        patiently(() -> connector.counters(Connector.CONSUMER).forEach((name, count) -> {
            if (name.startsWith(DELIVERED)) {
                shards.put(name.substring(DELIVERED.length()), count);
            }
        }));
        return shards;
    }

    /** The FlowFiles that the consumer has delivered, of those since NiFi was started last at least. */
    public List<DeliveredFlowFile> flowFiles() {
        final List<DeliveredFlowFile> all = new ArrayList<>();
        patiently(() -> {
            all.clear();
            nifi.provenance().events(connector.processor(Connector.CONSUMER).id(), MOST_FLOW_FILES).stream()
                    .filter(event -> event.type().equals("RECEIVE"))
                    .map(DeliveredFlowFile::of)
                    .forEach(all::add);
        });
        return all;
    }

    /** What the connector said in the last five minutes, or that its NiFi does not answer. */
    public List<String> bulletins() {
        try {
            return connector.bulletins(-1).stream()
                    .map(bulletin -> bulletin.level() + " " + bulletin.sourceName() + ": " + bulletin.message())
                    .toList();
        } catch (final NifiException e) {
            return List.of("does not answer: " + e.getMessage());
        }
    }

    /** Each of these requests can be made again when NiFi has refused it; one that is dead answers none. */
    private void patiently(final Runnable request) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                request.run();
                return;
            } catch (final NifiException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw e;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    @Override
    public void close() {
        if (nifi != null) {
            nifi.close();
        }
        if (process.isAlive()) {
            process.kill9();
        }
        proxies.values().forEach(FaultProxy::close);
    }
}
