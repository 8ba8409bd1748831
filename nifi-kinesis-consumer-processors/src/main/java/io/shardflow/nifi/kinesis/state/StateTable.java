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
package io.shardflow.nifi.kinesis.state;

import java.util.List;
import java.util.Optional;

/**
 * The state table of one application. Implementations are safe for any thread and throw the SDK's exceptions.
 */
public interface StateTable {

    /**
     * Which table it is. A table deleted and created again has another id.
     *
     * @param keys names of the primary key's attributes, partition key first
     * @param active whether table and index can be used
     * @param indexed whether it has the client library's index by lease owner
     */
    record Identity(String id, List<String> keys, boolean active, boolean indexed) {

        public Identity {
            keys = List.copyOf(keys);
        }
    }

    String name();

    /** The table as it is now; empty if there is none. */
    Optional<Identity> describe();

    /** Creates the table with its index in one request. No error if somebody else was faster. */
    void create();

    /** Which of the tables exist that client libraries of versions 3.0 to 3.4 kept beside this one. */
    List<String> olderTables();

    /**
     * Marks the table as the application's on this stream, unless it has a mark: one conditional write, so that of all who
     * start together one is first. To be called before any lease row is written.
     *
     * @return the mark that the table has now
     * @throws NotReadyException if the mark was removed meanwhile
     */
    StartData claim(StartData start, String workerId);

    /** Every row, read consistently. */
    List<StateRow> scan();

    /**
     * Writes a lease row unless there is one.
     *
     * @param owner worker id that holds the lease from the start and need not wait for its assignment
     * @return whether it was written
     */
    boolean createLease(LeasePlan.NewLease lease, StartData start, String owner);

    /** Removes a lease row. @return false, and nothing is removed, if counter or beginning are no longer as they were read */
    boolean removeLease(StateRow lease);

    /** Adds the start data to a lease row that has none. */
    void stamp(String shardId, StartData start);

    /**
     * Ends this worker's part in a lease; no change if the row has moved on. If it was handing the lease to another one,
     * that one has it now; otherwise nobody has, and the client library assigns it anew.
     */
    void evict(StateRow lease, String workerId);

    /** The row with that key. */
    Optional<StateRow> row(String key);

    /** Writes the run into the worker's row if the row exists. */
    void claimWorker(String workerId, String run);

    /** Removes the worker's row if this run claimed it, so that no lease is assigned to a worker that is gone. */
    void removeWorker(String workerId, String run);

    /**
     * Removes the row of a worker that reports no more.
     *
     * @return whether it was removed; not if it has reported since it was read
     */
    boolean removeDeadWorker(StateRow worker);
}
