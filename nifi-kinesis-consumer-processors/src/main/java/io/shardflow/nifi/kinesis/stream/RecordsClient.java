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
package io.shardflow.nifi.kinesis.stream;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;

/**
 * Makes the calls of GetRecords, each in the thread that waits for its answer, which takes the payloads out of the body as it
 * arrives. The asynchronous client collects a body in one array before anything is taken out; an array of 1 MB needs a
 * region of its own in a heap of 1 GB, and copies of it are what such a heap is short of.
 *
 * <p>Time-outs and retries are those of Kinesis in {@link AwsClients}; interrupting does not end a call that waits for the network,
 * closing does.
 *
 * <p><b>Threading.</b> Any thread, one connection each; closed by any.
 */
public final class RecordsClient implements AutoCloseable {

    /** For calls that are under way when it is closed; less than what a stop waits for the client library. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(2500);

    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private final RecordsInterceptor interceptor;
    private final SdkHttpClient http;
    private final KinesisClient kinesis;
    private volatile boolean closed;

    /** @param clients whose credentials this one has; closed after it */
    public RecordsClient(final AwsAccess settings, final AwsClients clients, final ComponentLog log) {
        interceptor = new RecordsInterceptor(log);
        final ApacheHttpClient.Builder client = ApacheHttpClient.builder()
                .maxConnections(AwsClients.MAX_CONCURRENCY)
                .connectionTimeout(AwsClients.CONNECT)
                .connectionAcquisitionTimeout(AwsClients.SILENCE)
                .socketTimeout(AwsClients.SILENCE)
                // A thread that all of NiFi's clients share, kept by each of them, and before Java 24 with the class
                // loader of
                // whoever was first. Without it, too, no connection is used that was idle for a minute.
                .useIdleConnectionReaper(false);
        settings.proxy().map(ClientProxy::ofBlocking).ifPresent(client::proxyConfiguration);
        http = client.build();
        final KinesisClientBuilder builder = KinesisClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(clients.credentials())
                .overrideConfiguration(limits -> limits.retryStrategy(AwsClients.ONLY_REFUSALS)
                        .apiCallTimeout(AwsClients.KINESIS_CALL)
                        .addExecutionInterceptor(interceptor))
                .httpClient(http);
        settings.kinesisEndpoint().ifPresent(builder::endpointOverride);
        kinesis = builder.build();
    }

    /**
     * The answer; its payloads are in arrays of their own.
     *
     * @throws AbortedException if the client is closed, or was meanwhile
     * @throws software.amazon.awssdk.core.exception.SdkException what the call failed with
     */
    public RecordsAnswer getRecords(final GetRecordsRequest request) {
        calls.readLock().lock();
        try {
            if (closed) {
                throw AbortedException.create("the client is closed");
            }
            return interceptor.getRecords(kinesis, request);
        } catch (final RuntimeException e) {
            throw closed ? AbortedException.create("the client was closed", e) : e;
        } finally {
            calls.readLock().unlock();
        }
    }

    /**
     * Waits a moment for the calls that are under way, and ends those that hang. A connection that breaks off in the middle of a call is
     * rude to whoever serves it: a local Kinesis may serve nobody any more. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        boolean answered = false;
        try {
            answered = calls.writeLock().tryLock(LAST_ANSWERS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kinesis.close();
            http.close();
            if (answered) {
                calls.writeLock().unlock();
            }
        }
    }
}
