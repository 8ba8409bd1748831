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

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.List;
import java.util.Optional;

/**
 * The state table as somebody sees and changes it who is no worker. Implementations are safe for any thread and throw the
 * SDK's exceptions. A write answers false, and has changed nothing, if what it was to change is no longer as it was read.
 */
public interface ManagedTable {

    String name();

    /** The table as it is now; empty if there is none. */
    Optional<StateTable.Identity> describe();

    /** The ARN of the table, which must exist. */
    String arn();

    /** Which of the tables exist that client libraries of versions 3.0 to 3.4 kept beside this one. */
    List<String> olderTables();

    /** Why this or an older table is not to be deleted; empty if it may be. */
    Optional<String> whyKept(String table);

    /** Every row, read consistently. */
    List<ManagedRow> scan();

    /** Notes down, whole, what is to be changed: the moment from which on it is decided. @param mark as it was read */
    boolean begin(BegunChange change, StartData mark);

    /** Puts a lease to another checkpoint, without owner, so that whoever held it has lost it. */
    boolean setCheckpoint(ManagedRow lease, BegunChange.NewCheckpoint to);

    /** Makes the lease of a shard that has none. */
    boolean createLease(ShardInfo shard, BegunChange.NewCheckpoint at, StartData start);

    /** Deletes a lease, or a row that is corrupt. */
    boolean delete(ManagedRow row);

    /** Removes the note of {@link #begin} and, if the application is to begin anew, says from where. */
    boolean end(BegunChange change);

    /** Removes the note of {@link #begin}, because nothing of it was done. */
    boolean abandon(BegunChange change);

    /** Deletes this or an older table; no error if it is gone already. */
    void deleteTable(String table);
}
