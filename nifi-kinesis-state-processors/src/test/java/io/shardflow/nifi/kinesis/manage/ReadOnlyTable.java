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

/** Rows that are only read. */
final class ReadOnlyTable implements ManagedTable {

    List<ManagedRow> rows = List.of();

    @Override
    public String name() {
        return "app";
    }

    @Override
    public Optional<StateTable.Identity> describe() {
        return Optional.of(new StateTable.Identity("id", List.of("leaseKey"), true, true));
    }

    @Override
    public String arn() {
        return "arn:aws:dynamodb:us-east-1:000000000000:table/app";
    }

    @Override
    public List<String> olderTables() {
        return List.of();
    }

    @Override
    public Optional<String> whyKept(final String table) {
        return Optional.empty();
    }

    @Override
    public List<ManagedRow> scan() {
        return rows;
    }

    @Override
    public boolean begin(final BegunChange change, final StartData mark) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean setCheckpoint(final ManagedRow lease, final BegunChange.NewCheckpoint to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean createLease(final ShardInfo shard, final BegunChange.NewCheckpoint at, final StartData start) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(final ManagedRow row) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean end(final BegunChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean abandon(final BegunChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteTable(final String table) {
        throw new UnsupportedOperationException();
    }
}
