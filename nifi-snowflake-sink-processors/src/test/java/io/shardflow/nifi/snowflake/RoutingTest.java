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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.progress.LoadProgress;
import io.shardflow.nifi.snowflake.target.ReasonWatch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No FlowFile is lost, doubled or kept from others when NiFi itself fails, or something that nobody foresaw. */
class RoutingTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final TestRunner runner = snowflake.runner("ROUTED");
    private final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
    private final SharedSessionState queue = new SharedSessionState(processor, new AtomicLong());
    private final MockProcessContext context = (MockProcessContext) runner.getProcessContext();

    RoutingTest() throws Exception {}

    private static final class Unforeseen extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unforeseen() {
            super("secret");
        }
    }

    /** A session that cannot be committed. */
    private final class Uncommitted extends MockProcessSession {

        Uncommitted() {
            super(queue, processor, new MockStateManager(processor));
        }

        @Override
        public void commitAsync(final Runnable onSuccess) {
            throw new Unforeseen();
        }
    }

    private MockFlowFile enqueue(final String content) {
        final MockFlowFile flowFile = new MockFlowFile(queue.nextFlowFileId());
        flowFile.setData(content.getBytes(StandardCharsets.UTF_8));
        queue.getFlowFileQueue().offer(flowFile);
        return flowFile;
    }

    private ProcessSession session() {
        return new FifoSession(queue, processor, new HashMap<>());
    }

    private List<String> errors() {
        return runner.getLogger().getErrorMessages().stream()
                .map(message -> message.getMsg() + List.of(message.getArgs()))
                .toList();
    }

    @Test
    void aFlowFileWhoseSessionCannotBeCommittedGoesBackToTheQueue() {
        final MockFlowFile flowFile = enqueue("x");
        final ProcessSession source = session();
        final FlowFile taken = source.get();
        final Uncommitted own = new Uncommitted();
        final Routing routing = new Routing(
                () -> own, source, new LoadProgress(), new ReasonWatch("", System::nanoTime, (count, reason) -> {}));

        assertThatThrownBy(() -> routing.failed(taken, "reason")).isInstanceOf(Unforeseen.class);
        source.rollback();
        own.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(1);
        assertThat(session().get().getId()).isEqualTo(flowFile.getId());
    }

    @Test
    void whatSnowflakeCommittedAndNiFiDidNotIsRecognised() throws Exception {
        enqueue(Records.record(1, 1));
        runner.run(1, false, true);
        final AtomicInteger made = new AtomicInteger();
        final ProcessSessionFactory fails = () -> made.incrementAndGet() == 1 ? session() : new Uncommitted();
        processor.onTrigger(context, fails);
        assertThat(made).as("sessions").hasValueGreaterThan(1);
        assertThat(snowflake.count("ROUTED")).isEqualTo(1);
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(1);
        assertThat(errors()).singleElement().asString().contains("RoutingTest").doesNotContain("secret");
        assertThat(queue.getCounterValue("Rows Loaded")).isNull();
        assertThat(queue.getCounterValue("Failed Loads")).isEqualTo(1);

        await().untilAsserted(() -> {
            processor.onTrigger(context, this::session);
            assertThat(queue.getFlowFileQueue().isEmpty()).isTrue();
        });
        assertThat(snowflake.count("ROUTED")).isEqualTo(1);
        assertThat(queue.getCounterValue("Rows Loaded")).isNull();
        assertThat(queue.getCounterValue("Rows Recognised")).isEqualTo(1);
        runner.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNobodyForesawLeavesTheQueueAsItIs(final boolean error) {
        enqueue(Records.record(1, 1));
        runner.run(1, false, true);
        final AtomicBoolean rolledBack = new AtomicBoolean();
        final ProcessSessionFactory fails =
                () -> new MockProcessSession(queue, processor, new MockStateManager(processor)) {
                    @Override
                    public List<FlowFile> get(final FlowFileFilter filter) {
                        super.get(filter);
                        if (error) {
                            throw new StackOverflowError("secret");
                        }
                        throw new Unforeseen();
                    }

                    @Override
                    public void rollback() {
                        rolledBack.set(true);
                        super.rollback();
                    }
                };

        processor.onTrigger(context, fails);
        assertThat(rolledBack).isTrue();
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(1);
        assertThat(errors())
                .singleElement()
                .asString()
                .contains(
                        "Nothing was loaded",
                        "FlowFiles stay in the queue",
                        error ? "StackOverflowError" : "Unforeseen")
                .doesNotContain("secret");
        assertThat(context.isYieldCalled()).isTrue();
        runner.stop();
    }
}
