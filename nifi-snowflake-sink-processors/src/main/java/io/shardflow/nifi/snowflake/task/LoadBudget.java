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

/**
 * How many loads the search for records that Snowflake refuses may take: so many for one FlowFile, whose parts are each loaded
 * once more when it is used up; so many for all FlowFiles of one call of onTrigger, of which the rest then waits for the next
 * one. One thread.
 */
final class LoadBudget {

    /** Finds two refused records among 10,000, or twenty when errors name their rows. */
    static final int PER_FLOWFILE = 60;

    static final int IN_ALL = 200;

    private int inAll = IN_ALL;
    private int ofFlowFile;

    /** The next FlowFile. */
    void begin() {
        ofFlowFile = PER_FLOWFILE;
    }

    /** A transaction of several FlowFiles is loaded in halves. */
    void halve() {
        inAll -= 2;
    }

    boolean isUsedUpInAll() {
        return inAll <= 0;
    }

    void use() {
        ofFlowFile--;
        inAll--;
    }

    boolean isUsedUp() {
        return ofFlowFile <= 0;
    }
}
