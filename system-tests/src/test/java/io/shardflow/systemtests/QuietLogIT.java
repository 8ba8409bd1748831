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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiLog;
import io.shardflow.localstack.nifi.Queues.Queue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the consumer and its client library write into the log of a NiFi that has the log configuration it comes with. */
@ExtendWith(Shardflow.class)
@Tag("long")
class QuietLogIT {

    private static final List<String> OURS =
            List.of("io.shardflow", "software.amazon", "com.amazonaws", "io.netty", "io.reactivex");

    /** Netty warns once of a machine without a network card, as one that runs tests may be. */
    private static final List<String> OURS_WITHOUT_NETTY = List.of("io.shardflow", "software.amazon", "com.amazonaws");

    /** More bytes than the smallest Max Buffer Size. */
    private static final int ORDERS = 80_000;

    /** After a minute without an answer the client library starts a shard's reading anew. */
    private static final Duration LONGER_THAN_ITS_PATIENCE = Duration.ofSeconds(100);

    private final NifiLog log = new NifiLog(Shardflow.stack().service(Part.NIFI).log());

    @Test
    void aStartIsNoProblem() throws SQLException {
        log.fromNowOn();
        try (Run run = Run.of("quiet-start")) {
            run.start();
            run.produce(100);
            run.awaitAll();
        }
        assertThat(log.lines().stream().filter(line -> line.isOf(OURS_WITHOUT_NETTY) && line.isProblem()))
                .isEmpty();
    }

    @Test
    void anIdleConsumerWritesAtMostTenLinesAMinute() throws SQLException {
        try (Run run = Run.of("quiet-idle")) {
            run.start();
            run.produce(100);
            run.awaitAll();

            log.fromNowOn();
            pass(Duration.ofMinutes(1));

            assertThat(log.lines().stream().filter(line -> line.isOf(OURS))).hasSizeLessThanOrEqualTo(10);
        }
    }

    @Test
    void underBackPressureTheFullQueueIsNamedOnceAndNothingElseIsCalledAProblem() throws SQLException {
        try (Run run = Run.of("quiet-pressure");
                HeldDownstream downstream = new HeldDownstream()) {
            run.start();
            downstream.hold();
            log.fromNowOn();
            run.produce(ORDERS);
            downstream.awaitFull();

            pass(LONGER_THAN_ITS_PATIENCE);

            assertThat(log.lines().stream().filter(line -> line.isOf(OURS) && line.isProblem()))
                    .singleElement()
                    .asString()
                    .contains("Records wait, and NiFi has not triggered this processor");
            downstream.release();
            run.assertExact(ORDERS);
        }
    }

    private static void pass(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** PutSnowflake stopped, a queue of one FlowFile before it and the smallest buffer in the consumer; all undone when closed. */
    private static final class HeldDownstream implements AutoCloseable {

        private static final String CONSUMER = Connector.CONSUMER;
        private static final Duration LIMIT = Duration.ofSeconds(60);

        private final String sink =
                Shardflow.connector().processor(Connector.SINK).id();
        private final Queue queue = Shardflow.connector().queue(Connector.CONSUMER, "success");

        HeldDownstream() {
            // the local Kinesis takes longer than the consumer waits to answer with ten thousand records
            Shardflow.connector()
                    .configure(CONSUMER, Map.of("Max Buffer Size", "16 MB", "Max Records Per Request", "1000"));
            Shardflow.nifi().queues().limit(queue.id(), 1);
        }

        void hold() {
            Shardflow.nifi().processors().stop(sink, LIMIT);
        }

        void awaitFull() {
            await().atMost(LIMIT)
                    .until(() -> Shardflow.connector()
                                    .queue(Connector.CONSUMER, "success")
                                    .flowFiles()
                            > 0);
        }

        void release() {
            Shardflow.nifi().processors().start(sink, LIMIT);
        }

        @Override
        public void close() {
            Shardflow.connector().stop();
            Shardflow.connector()
                    .configure(CONSUMER, Map.of("Max Buffer Size", "100 MB", "Max Records Per Request", "10000"));
            Shardflow.nifi().queues().limit(queue.id(), 1_000);
        }
    }
}
