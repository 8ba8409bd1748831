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
package io.shardflow.nifi.snowflake.ledger;

/**
 * Whether files of one table may be joined for their upload: until not all records were found in what was joined, whoever
 * loads it later in the run. All threads of a loader and of its successors use it.
 */
final class FileJoining {

    /** Names that a COPY may list. */
    static final int MOST_FILES = 1000;

    private volatile boolean off;

    boolean isOff() {
        return off;
    }

    /** From now on each file goes up by itself. */
    void turnOff() {
        off = true;
    }
}
