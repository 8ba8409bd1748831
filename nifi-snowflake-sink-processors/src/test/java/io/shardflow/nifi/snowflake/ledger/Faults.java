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

/** Decides at each statement of a history whether something goes wrong. */
@FunctionalInterface
interface Faults {

    enum Fault {
        NONE,
        /** The node dies before the statement reaches the server. */
        CRASH_BEFORE,
        /** The node dies while the statement is on its way; a COMMIT is executed later. */
        CRASH_MEANWHILE,
        /** The node dies after the statement was executed. */
        CRASH_AFTER,
        /** The connection is lost before the statement reaches the server. */
        LOST_BEFORE,
        /** The connection is lost while the statement is on its way; a COMMIT is executed later. */
        LOST_MEANWHILE,
        /** The connection is lost after the statement was executed. */
        LOST_AFTER,
        /** The statement fails without effect; another time it works. */
        TRANSIENT,
        /** For an upload: the file arrives without its last record. Otherwise nothing. */
        TRUNCATED,
        /** Before the statement somebody ends the transaction that the session has open; the session hears nothing of it. */
        ABORTED,
        /** The statement is run twice, and the second answer comes. */
        TWICE;

        boolean isCrash() {
            return this == CRASH_BEFORE || this == CRASH_MEANWHILE || this == CRASH_AFTER;
        }

        boolean isLost() {
            return this == LOST_BEFORE || this == LOST_MEANWHILE || this == LOST_AFTER;
        }
    }

    Fault next();
}
