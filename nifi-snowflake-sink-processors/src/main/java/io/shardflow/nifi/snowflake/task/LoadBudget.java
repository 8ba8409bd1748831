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
 * How many loads the search for records that Snowflake refuses may take: so many for one FlowFile, so many for all FlowFiles of
 * one call of onTrigger. The parts that a search has divided when it is used up are each loaded once more. One thread.
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

    void use() {
        ofFlowFile--;
        inAll--;
    }

    boolean isUsedUp() {
        return ofFlowFile <= 0 || inAll <= 0;
    }
}
