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
import java.util.function.Supplier;

/** Passes everything on to a table; who extends it sees the writes. */
abstract class ForwardingTable implements ManagedTable {

    private final ManagedTable table;

    ForwardingTable(final ManagedTable table) {
        this.table = table;
    }

    /** Any write. */
    <T> T write(final Supplier<T> write) {
        return write.get();
    }

    /** A write that takes a lease as it was read. */
    boolean change(final Supplier<Boolean> write) {
        return write(write);
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
    public String arn() {
        return table.arn();
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
        return write(() -> table.begin(change, mark));
    }

    @Override
    public boolean setCheckpoint(final ManagedRow lease, final BegunChange.NewCheckpoint to) {
        return change(() -> table.setCheckpoint(lease, to));
    }

    @Override
    public boolean createLease(final ShardInfo shard, final BegunChange.NewCheckpoint at, final StartData start) {
        return write(() -> table.createLease(shard, at, start));
    }

    @Override
    public boolean delete(final ManagedRow row) {
        return change(() -> table.delete(row));
    }

    @Override
    public boolean end(final BegunChange change) {
        return write(() -> table.end(change));
    }

    @Override
    public boolean abandon(final BegunChange change) {
        return write(() -> table.abandon(change));
    }

    @Override
    public void deleteTable(final String name) {
        write(() -> {
            table.deleteTable(name);
            return null;
        });
    }
}
