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

/** The place of a task among those that have FlowFiles of the same shards in hand. Used by the task's thread. */
public interface Turn {

    /** Whether there is nothing to wait for. */
    boolean hasCome();

    /**
     * Waits until no other task has earlier FlowFiles of the same shards in hand.
     *
     * @return false if one of those has put some back, which this task's would overtake
     */
    boolean await() throws InterruptedException;

    /** From now on another task may take what comes behind; it has its own turn when this one has ended. */
    void letFollow();
}
