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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.ManagedTable;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.List;
import java.util.Optional;

/** A table in which a worker does something just before the first lease is changed. */
final class IntrudedTable implements ManagedTable {

    private final ManagedTable table;
    private Runnable intrusion;

    IntrudedTable(final ManagedTable table, final Runnable intrusion) {
        this.table = table;
        this.intrusion = intrusion;
    }

    private void intrude() {
        intrusion.run();
        intrusion = () -> {};
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public Optional<StateTable.Identity> describe() {
        return table.describe();
    }

    @Override
    public List<String> olderTables() {
        return table.olderTables();
    }

    @Override
    public Optional<String> whyKept(final String name) {
        return table.whyKept(name);
    }

    @Override
    public List<ManagedRow> scan() {
        return table.scan();
    }

    @Override
    public boolean begin(final BegunChange change, final StartData mark) {
        return table.begin(change, mark);
    }

    @Override
    public boolean setCheckpoint(final ManagedRow lease, final BegunChange.NewCheckpoint to) {
        intrude();
        return table.setCheckpoint(lease, to);
    }

    @Override
    public boolean createLease(final ShardInfo shard, final BegunChange.NewCheckpoint at, final StartData start) {
        return table.createLease(shard, at, start);
    }

    @Override
    public boolean deleteLease(final ManagedRow lease) {
        intrude();
        return table.deleteLease(lease);
    }

    @Override
    public boolean end(final BegunChange change) {
        return table.end(change);
    }

    @Override
    public boolean abandon(final BegunChange change) {
        return table.abandon(change);
    }

    @Override
    public void deleteTable(final String name) {
        table.deleteTable(name);
    }
}
