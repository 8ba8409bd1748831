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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.settings.BatchLimits;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.nifi.controller.queue.QueueSize;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

/** What of NiFi's count of the queue waits for a transaction. */
class IntakeTest {

    private static final int MORE_THAN_IS_SEEN = 20_000;
    private static final BatchLimits LIMITS = new BatchLimits(Duration.ofMinutes(5), 1000, 5000, 2000);

    private final Intake intake = new Intake(
            flowFile -> flowFile.getAttribute("table"), "IN_TROUBLE"::equals, LIMITS, () -> 1_795_000_000_000L);

    private static MockFlowFile of(final String table, final String shard) {
        final MockFlowFile flowFile = new MockFlowFile(1);
        flowFile.setLastEnqueuedDate(1_795_000_000_000L);
        flowFile.setData(new byte[1]);
        flowFile.putAttributes(Map.of("table", table, "aws.kinesis.shard.id", shard));
        return flowFile;
    }

    /** @param size as NiFi counts, which is more than what it shows */
    private static ProcessSession queue(final int size, final FlowFile... shown) {
        return (ProcessSession) Proxy.newProxyInstance(
                IntakeTest.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, method, arguments) -> method.getName().equals("getQueueSize")
                        ? new QueueSize(size, size)
                        : Stream.of(shown)
                                .filter(flowFile -> ((FlowFileFilter) arguments[0])
                                        .filter(flowFile)
                                        .isAccept())
                                .toList());
    }

    @Test
    void whatATaskHasInHandAndWhatIsInTroubleDoesNotOverflowTheQueue() {
        final FlowFile other = of("T", "b");
        final FlowFile inTrouble = of("IN_TROUBLE", "c");
        try (Intake.Taken first = intake.take(queue(1, of("T", "a")))) {
            first.loaded();
            assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).isEmpty();
            assertThat(taken(MORE_THAN_IS_SEEN + 2, other, inTrouble)).containsExactly(other);
        }
        assertThat(taken(MORE_THAN_IS_SEEN, other, inTrouble)).isEmpty();
        assertThat(taken(MORE_THAN_IS_SEEN + 1, other, inTrouble)).containsExactly(other);
    }

    private List<FlowFile> taken(final int size, final FlowFile... shown) {
        try (Intake.Taken taken = intake.take(queue(size, shown))) {
            return taken.flowFiles();
        }
    }
}
