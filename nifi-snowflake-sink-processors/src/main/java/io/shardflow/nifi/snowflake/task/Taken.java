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

import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.List;
import org.apache.nifi.flowfile.FlowFile;

/**
 * What a task has in hand until it is closed, which comes after the session has put back what was not loaded: only then
 * later FlowFiles of the same shards may be taken. Used by the task's thread.
 */
public final class Taken implements Turn, AutoCloseable {

    private final Intake intake;
    private final OneTableFilter filter;
    private final ShardsInHand.Hold hold;
    private final List<FlowFile> flowFiles;
    private final boolean othersFirst;
    private boolean settled;

    /** No table was due. */
    Taken(final Intake intake, final boolean othersFirst) {
        this(intake, null, null, List.of(), othersFirst);
    }

    /** @param filter that let the FlowFiles through; null if there are none, as the hold of their shards */
    Taken(
            final Intake intake,
            final OneTableFilter filter,
            final ShardsInHand.Hold hold,
            final List<FlowFile> flowFiles,
            final boolean othersFirst) {
        this.intake = intake;
        this.filter = filter;
        this.hold = hold;
        this.flowFiles = flowFiles;
        this.othersFirst = othersFirst;
    }

    /** In the order of the queue, one connection's after the other's; perhaps none. */
    public List<FlowFile> flowFiles() {
        return flowFiles;
    }

    /** Where the FlowFiles go; null if there are no FlowFiles. */
    public Destination destination() {
        return flowFiles.isEmpty() ? null : filter.destination();
    }

    /** Whether more would be due if other tasks had ended. */
    public boolean othersFirst() {
        return othersFirst;
    }

    /** What let the FlowFiles through, and counted them. */
    OneTableFilter filter() {
        return filter;
    }

    ShardsInHand.Hold hold() {
        return hold;
    }

    @Override
    public boolean hasCome() {
        return intake.hasCome(hold);
    }

    @Override
    public boolean await() throws InterruptedException {
        return intake.await(hold);
    }

    @Override
    public void letFollow() {
        intake.letFollow(hold);
    }

    /** None of them goes back. */
    public void settled() {
        settled = true;
        intake.backlog().settled(this);
    }

    boolean isSettled() {
        return settled;
    }

    /** None of them goes back, and they were not in vain: from now on FlowFiles wait for more. */
    public void loaded() {
        settled();
        intake.begun();
    }

    @Override
    public void close() {
        if (!flowFiles.isEmpty()) {
            intake.backlog().gaveBack(this);
            intake.release(this);
        }
    }
}
