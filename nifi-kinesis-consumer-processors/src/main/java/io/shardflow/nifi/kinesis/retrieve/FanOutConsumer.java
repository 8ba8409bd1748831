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
package io.shardflow.nifi.kinesis.retrieve;

import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.stream.AwsCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * The consumer of one application at one stream: all its workers, on whatever node, read by the same one, which carries the
 * application's name. It is registered when it is missing, and stays registered when they stop.
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class FanOutConsumer implements Registration {

    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KinesisAsyncClient kinesis;
    private final String streamArn;
    private final String name;
    private final Duration timeout;
    private final ComponentLog log;
    private final ReentrantLock registering = new ReentrantLock();
    private volatile String arn;

    /**
     * @param name of the application
     * @param timeout for one call
     */
    public FanOutConsumer(
            final KinesisAsyncClient kinesis,
            final String streamArn,
            final String name,
            final Duration timeout,
            final ComponentLog log) {
        this.kinesis = kinesis;
        this.streamArn = streamArn;
        this.name = name;
        this.timeout = timeout;
        this.log = log;
    }

    /**
     * Registers the consumer unless it is, and waits until it can be read by, which takes Kinesis some seconds.
     *
     * @throws NotReadyException if it cannot be registered now, or takes too long
     * @throws software.amazon.awssdk.core.exception.SdkException what a call failed with
     */
    public void register() throws InterruptedException {
        final long begun = System.nanoTime();
        boolean made = false;
        boolean waiting = false;
        while (true) {
            final Optional<ConsumerDescription> found = describe();
            if (found.isPresent() && found.get().consumerStatus() == ConsumerStatus.ACTIVE) {
                arn = found.get().consumerARN();
                if (made || waiting) {
                    log.info(
                            "The fan-out consumer {} is ready after {} ms",
                            name,
                            (System.nanoTime() - begun) / 1_000_000);
                }
                return;
            }
            if (System.nanoTime() - begun > READY.toNanos()) {
                throw new NotReadyException(
                        "Consumer Type: the consumer \"%s\", registered with the stream for enhanced fan-out, is %s after %d s; it is tried again."
                                .formatted(
                                        name,
                                        found.map(ConsumerDescription::consumerStatusAsString)
                                                .orElse("missing"),
                                        READY.toSeconds()));
            }
            if (found.isEmpty()) {
                log.info("Registering the fan-out consumer {} with the stream {}", name, streamArn);
                made = registerNow() || made;
            } else if (!waiting) {
                waiting = true;
                log.info(
                        "Waiting for the fan-out consumer {}, which is {}",
                        name,
                        found.get().consumerStatusAsString());
            }
            Thread.sleep(POLL);
        }
    }

    private boolean registerNow() {
        try {
            AwsCalls.get(
                    kinesis.registerStreamConsumer(RegisterStreamConsumerRequest.builder()
                            .streamARN(streamArn)
                            .consumerName(name)
                            .build()),
                    timeout);
            return true;
        } catch (final ResourceInUseException e) {
            // another node was faster
            return false;
        } catch (final LimitExceededException e) {
            throw new NotReadyException(
                    ("Consumer Type: the stream takes no further consumer for enhanced fan-out: %s (LimitExceededException). The"
                                    + " consumer \"%s\" has to be registered with it. Deregister one that nobody uses"
                                    + " (aws kinesis list-stream-consumers --stream-arn %s), have the quota raised, or set Shared"
                                    + " Throughput. It is tried again.")
                            .formatted(e.awsErrorDetails().errorMessage(), name, streamArn));
        }
    }

    /** The consumer as Kinesis knows it; empty if it does not. */
    public Optional<ConsumerDescription> describe() {
        try {
            return Optional.of(AwsCalls.get(
                            kinesis.describeStreamConsumer(DescribeStreamConsumerRequest.builder()
                                    .streamARN(streamArn)
                                    .consumerName(name)
                                    .build()),
                            timeout)
                    .consumerDescription());
        } catch (final ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public String arn() {
        return arn;
    }

    @Override
    public boolean restore(final String missing) throws InterruptedException {
        if (!registering.tryLock()) {
            return true;
        }
        try {
            if (!missing.equals(arn)) {
                return true;
            }
            if (describe()
                    .filter(found -> found.consumerARN().equals(missing) && !isGoing(found))
                    .isPresent()) {
                return false;
            }
            register();
            log.warn(
                    "The fan-out consumer {} of the stream was not registered any more: somebody has removed it. It is"
                            + " registered again",
                    name);
            return true;
        } catch (final ResourceNotFoundException e) {
            // there is no stream to register with
            return false;
        } finally {
            registering.unlock();
        }
    }

    private static boolean isGoing(final ConsumerDescription consumer) {
        return consumer.consumerStatus() == ConsumerStatus.DELETING;
    }

    /** Removes the registration. @return false if there was none */
    public boolean deregister() {
        final Optional<ConsumerDescription> found = describe();
        if (found.isEmpty()) {
            return false;
        }
        try {
            AwsCalls.get(
                    kinesis.deregisterStreamConsumer(DeregisterStreamConsumerRequest.builder()
                            .consumerARN(found.get().consumerARN())
                            .build()),
                    timeout);
            return true;
        } catch (final ResourceNotFoundException e) {
            return false;
        }
    }
}
