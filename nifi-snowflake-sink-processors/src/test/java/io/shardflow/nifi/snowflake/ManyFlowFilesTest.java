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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of small FlowFiles in one transaction. */
class ManyFlowFilesTest {

    private static final int FLOW_FILES = 1_500;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @Test
    void eachOfThemHoldsLittleHeapUntilTheyAreLoaded() throws Exception {
        final WatchedConnections pool = new WatchedConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner("MANY", pool);
        runner.setProperty("Database Name", "DEMO_DB");
        runner.setProperty("Schema Name", "PUBLIC");
        runner.enableControllerService(pool);
        for (int number = 0; number < FLOW_FILES; number++) {
            runner.enqueue(Records.record(0, number, "\"id\":" + number + ",\"note\":\"small\""));
        }
        final AtomicLong held = new AtomicLong();
        final long before = HeapProbe.liveHeap();
        pool.before("PUT", 1, () -> held.set(HeapProbe.liveHeap() - before));
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, FLOW_FILES);
        // a buffer of the size of a read, 64 KB, would alone be more
        assertThat(held.get() / FLOW_FILES).isLessThan(30_000);
    }

    @Tag("long")
    @Test
    void ofManyFieldsSoManyAreTakenTogetherAsHeapCanHold() throws Exception {
        final String fields =
                IntStream.range(0, 500).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        final TestRunner runner = snowflake.runner("WIDE");
        for (int number = 0; number < 520; number++) {
            runner.enqueue(Records.record(0, number, fields));
        }
        runner.run();

        final int taken =
                runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).size();
        assertThat(taken).isBetween(300, 510);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(520 - taken);
    }
}
