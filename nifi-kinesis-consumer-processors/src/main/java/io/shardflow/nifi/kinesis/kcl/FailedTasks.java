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

import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import java.util.function.Consumer;
import software.amazon.kinesis.lifecycle.TaskExecutionListener;
import software.amazon.kinesis.lifecycle.TaskOutcome;
import software.amazon.kinesis.lifecycle.TaskType;
import software.amazon.kinesis.lifecycle.events.TaskExecutionListenerInput;

/**
 * Watches the client library's tasks: one that fails before it calls us loses its batch, so the shard has to go back to its
 * checkpoint; and from the shutdown task on, the last position means "shard end".
 */
final class FailedTasks implements TaskExecutionListener {

    private final SchedulerContext context;

    FailedTasks(final SchedulerContext context) {
        this.context = context;
    }

    @Override
    public void beforeTaskExecution(final TaskExecutionListenerInput input) {
        if (input.taskType() == TaskType.SHUTDOWN) {
            each(input, LeaseIncarnation::ending);
        }
    }

    @Override
    public void afterTaskExecution(final TaskExecutionListenerInput input) {
        if (input.taskType() == TaskType.PROCESS && input.taskOutcome() == TaskOutcome.FAILURE) {
            each(input, incarnation -> context.events()
                    .shardStuck(incarnation, "the client library could not process a batch; its log says why"));
        }
    }

    private void each(final TaskExecutionListenerInput input, final Consumer<LeaseIncarnation> action) {
        final String shardId = input.shardInfo().shardId();
        context.buffers().all().stream()
                .filter(incarnation -> incarnation.shardId().equals(shardId) && !incarnation.isSealed())
                .forEach(action);
    }
}
