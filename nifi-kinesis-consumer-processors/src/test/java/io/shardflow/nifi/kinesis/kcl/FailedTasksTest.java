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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.TaskOutcome;
import software.amazon.kinesis.lifecycle.TaskType;
import software.amazon.kinesis.lifecycle.events.TaskExecutionListenerInput;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class FailedTasksTest {

    private static final String SHARD = "shardId-000000000000";
    private static final String OTHER = "shardId-000000000001";

    private final ShardBuffers buffers =
            new ShardBuffers(new ByteBudget(1_000_000), new BatchLimits(100_000, 100, Duration.ZERO), lost -> {});
    private final LeaseIncarnation incarnation = buffers.open(SHARD, OptionalLong.empty());
    private final List<String> stuck = new ArrayList<>();
    private final FailedTasks tasks = new FailedTasks(
            new SchedulerContext(buffers, null, null, null, events(), true, ShardStarts.OLDEST, null, null));

    @Test
    void aFailedBatchSendsItsShardBackAndNoOther() {
        buffers.open(OTHER, OptionalLong.empty());
        tasks.afterTaskExecution(task(TaskType.PROCESS, TaskOutcome.FAILURE));
        assertEquals(List.of(SHARD), stuck);
    }

    @Test
    void otherTasksMayFailAndBatchesMaySucceed() {
        for (final TaskType type : TaskType.values()) {
            tasks.afterTaskExecution(task(type, TaskOutcome.SUCCESSFUL));
            if (type != TaskType.PROCESS) {
                tasks.afterTaskExecution(task(type, TaskOutcome.FAILURE));
            }
        }
        assertEquals(List.of(), stuck);
    }

    @Test
    void anIncarnationThatIsSealedAlreadyIsNotReportedAgain() {
        incarnation.seal("stopped");
        tasks.afterTaskExecution(task(TaskType.PROCESS, TaskOutcome.FAILURE));
        assertEquals(List.of(), stuck);
    }

    @Test
    void theLastPositionIsNotOfferedForACheckpointOnceTheShardShutsDown() throws InterruptedException {
        commit("100");
        assertEquals(Optional.of(new Position("100", 0)), incarnation.toCheckpoint());

        tasks.beforeTaskExecution(task(TaskType.SHUTDOWN, null));

        assertTrue(incarnation.toCheckpoint().isEmpty());
    }

    private void commit(final String sequenceNumber) throws InterruptedException {
        incarnation.accept(
                List.of(new BufferedRecord(new Position(sequenceNumber, 0), "key", 0, new byte[2], Optional.empty())),
                0,
                0);
        final Emission batch = buffers.take(Duration.ofSeconds(30)).orElseThrow();
        batch.committed();
        batch.handed();
    }

    private static TaskExecutionListenerInput task(final TaskType type, final TaskOutcome outcome) {
        return TaskExecutionListenerInput.builder()
                .shardInfo(new ShardInfo(SHARD, "token", List.of(), ExtendedSequenceNumber.TRIM_HORIZON))
                .taskType(type)
                .taskOutcome(outcome)
                .build();
    }

    private SchedulerEvents events() {
        return (SchedulerEvents) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SchedulerEvents.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("shardStuck")) {
                        stuck.add(((LeaseIncarnation) arguments[0]).shardId());
                    }
                    return null;
                });
    }
}
