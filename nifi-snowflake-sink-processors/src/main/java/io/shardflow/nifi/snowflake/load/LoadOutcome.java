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
package io.shardflow.nifi.snowflake.load;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.OptionalLong;
import java.util.Set;

/** How the load of one {@link Batch} ended. Messages are fit for bulletins. */
public sealed interface LoadOutcome {

    /**
     * Every record is in the table, acknowledged by a COMMIT. FlowFiles go to success.
     *
     * @param inserted rows that this load put into the table
     * @param recognised rows that were there already; inserted + recognised = rows of the batch
     * @param fast whether it was one COPY straight into the target
     * @param attempts transactions that were tried, 1 or more
     * @param conflicts shards that another writer had loaded since this one last did, which an attempt brought to light
     */
    record Loaded(long inserted, long recognised, boolean fast, int attempts, Set<StreamShard> conflicts)
            implements LoadOutcome {}

    /**
     * Not finished in the time given; part of it may be in the table. The same records are to be delivered again, in
     * whatever FlowFiles: they will be recognised. FlowFiles stay in the queue.
     */
    record NotYet(Reason reason, String message) implements LoadOutcome {}

    /**
     * These rows cannot be loaded as they are. Nothing of an unsplit batch is in the table. The caller tries parts of it, down
     * to single records.
     *
     * @param message the reason; for a single record it is the same each time it comes
     * @param ground what speaks for a row being to blame
     * @param row of a batch of one file, the number of the row that is to blame, from 1, if the server named one: a hint
     */
    record Rejected(String message, Ground ground, OptionalLong row) implements LoadOutcome {

        /** Whether a row is to blame for sure. */
        public boolean certain() {
            return ground == Ground.ROW;
        }
    }

    /** What speaks for a row being to blame that rows are not loaded. */
    enum Ground {
        /** The server refused a row. */
        ROW,
        /** The server counted others than were sent, which a bad upload may cause as well. */
        COUNT,
        /** An error of which it is not known whether it lies in a row: a single record is to blame if others land. */
        UNKNOWN,
        /** It took too long, or the connection was lost in it, again and again: less may do, and no record is to blame. */
        SIZE
    }

    /**
     * The target's columns are no longer those that the batch's were chosen for; nothing of it is in the table that was not
     * there before, except what was committed before the change. The caller describes the table and chooses anew.
     */
    record Altered() implements LoadOutcome {}

    /** Nothing more is loaded until somebody acts and the loader is started again. FlowFiles stay in the queue. */
    record Stopped(StopReason reason, String message) implements LoadOutcome {}

    /** Why a load is not finished. */
    enum Reason {
        /** Another task or processor of this node has one of the shards in hand. */
        BUSY,
        /** Another transaction held the guard's lock, perhaps a detached one of a node that died. */
        LOCKED,
        /** Others set the ledger rows of the same shards. */
        CONFLICT,
        /** The session was lost; if during COMMIT, its outcome is unknown. */
        SESSION_LOST,
        /** The processor is being stopped. */
        STOPPED,
        /** Snowflake failed in a way that passes. */
        TRANSIENT
    }

    /** Why nothing can be loaded. */
    enum StopReason {
        /** Guard or ledger disappeared or was replaced while running. */
        LEDGER_REPLACED,
        /** Table, right or warehouse missing. */
        PERMANENT
    }
}
