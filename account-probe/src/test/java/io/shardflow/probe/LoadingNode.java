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
package io.shardflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.PutSnowflake;
import io.shardflow.nifi.snowflake.SnowflakeConnectionPool;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** PutSnowflake on a connection pool of its own, as a node of a cluster has it. One thread. */
final class LoadingNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestRunner runner = TestRunners.newTestRunner(PutSnowflake.class);
    private boolean started;

    LoadingNode(final ProbedStandIn standIn, final String table) throws InitializationException {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        runner.addControllerService("pool", pool);
        runner.setProperty(SinkProperties.CONNECTION_POOL, "pool");
        runner.setProperty(pool, "Account URL", standIn.url());
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", ProbedStandIn.USER);
        runner.setProperty(pool, "Password", ProbedStandIn.PASSWORD);
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
        runner.enableControllerService(pool);
        runner.setProperty(SinkProperties.TABLE_NAME, table);
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
    }

    /** A FlowFile with the records of these numbers, of one shard. */
    LoadingNode with(final int first, final int last) {
        runner.enqueue(
                IntStream.rangeClosed(first, last).mapToObj(LoadingNode::record).collect(Collectors.joining()));
        return this;
    }

    /** A FlowFile of one record, with a field more. */
    LoadingNode with(final int number, final String field) {
        runner.enqueue(record(number).replace(",\"id\":", "," + field + ",\"id\":"));
        return this;
    }

    private static String record(final int number) {
        return "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-000000000001\",\"approximateArrival\":%d,"
                        .formatted(1_795_377_944_000L + number)
                + "\"partitionKey\":\"k\",\"sequenceNumber\":\"4964%052d\",\"subSequenceNumber\":0},\"id\":%d}%n"
                        .formatted(number, number);
    }

    /** Triggers once, whatever becomes of the FlowFiles. */
    void trigger() {
        runner.run(1, false, !started);
        started = true;
    }

    /** Triggers until the queue is empty. */
    void load() {
        final long end = System.nanoTime() + PATIENCE.toNanos();
        while (!runner.isQueueEmpty() && System.nanoTime() < end) {
            trigger();
        }
        assertThat(runner.isQueueEmpty()).as("FlowFiles are loaded in time").isTrue();
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.FAILURE)).isEmpty();
    }

    int rejected() {
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).size();
    }

    boolean isQueueEmpty() {
        return runner.isQueueEmpty();
    }

    /** What was told in bulletins. */
    String bulletins() {
        final MockComponentLog log = runner.getLogger();
        return log.getErrorMessages().toString() + log.getWarnMessages();
    }

    @Override
    public void close() {
        runner.stop();
    }
}
