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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A state table in memory, for logic that is tested without DynamoDB. */
public class MemoryStateTable implements StateTable {

    public static final String MARK = "mark";

    public final Map<String, StateRow> rows = new LinkedHashMap<>();
    public List<String> older = List.of();
    public Identity identity;
    public int created;
    private int scans;
    private final Map<Integer, Runnable> disturbances = new HashMap<>();

    @Override
    public String name() {
        return "app";
    }

    @Override
    public Optional<Identity> describe() {
        return Optional.ofNullable(identity);
    }

    @Override
    public void create() {
        if (identity != null) {
            return;
        }
        created++;
        identity = new Identity("table-" + created, List.of("leaseKey"), true, true);
    }

    @Override
    public List<String> olderTables() {
        return older;
    }

    @Override
    public StartData claim(final StartData start, final String workerId) {
        put(new StateRow(MARK, StateRow.Kind.OTHER, null, null, 0, Optional.of(start), 0, null));
        return rows.get(MARK).start().orElseThrow();
    }

    /** Before the scan of that number, from 1, something happens. */
    public void onScan(final int number, final Runnable what) {
        disturbances.put(number, what);
    }

    /** What a rewind does at its end. */
    public void replaceMark(final StartData start) {
        rows.put(MARK, new StateRow(MARK, StateRow.Kind.OTHER, null, null, 0, Optional.of(start), 0, null));
    }

    @Override
    public List<StateRow> scan() {
        scans++;
        disturbances.getOrDefault(scans, () -> {}).run();
        return new ArrayList<>(rows.values());
    }

    @Override
    public boolean createLease(final LeasePlan.NewLease lease, final StartData start, final String owner) {
        return put(new StateRow(
                lease.shard().shardId(),
                StateRow.Kind.LEASE,
                lease.checkpoint(),
                owner,
                0,
                Optional.of(start),
                0,
                null));
    }

    @Override
    public boolean removeLease(final StateRow lease) {
        final StateRow row = rows.get(lease.key());
        return row == null
                || row.counter() == lease.counter()
                        && row.start()
                                .flatMap(StartData::rewind)
                                .equals(lease.start().flatMap(StartData::rewind))
                        && rows.remove(lease.key(), row);
    }

    /** Adds a row unless there is one of that key. */
    public boolean put(final StateRow row) {
        return rows.putIfAbsent(row.key(), row) == null;
    }

    @Override
    public void stamp(final String shardId, final StartData start) {
        rows.computeIfPresent(
                shardId,
                (key, row) -> new StateRow(
                        key,
                        row.kind(),
                        row.checkpoint(),
                        row.owner(),
                        row.counter(),
                        Optional.of(start),
                        row.aliveSeconds(),
                        row.run()));
    }

    @Override
    public void evict(final StateRow lease, final String workerId) {
        rows.computeIfPresent(
                lease.key(),
                (key, row) -> row.counter() != lease.counter()
                        ? row
                        : new StateRow(
                                key,
                                row.kind(),
                                row.checkpoint(),
                                workerId.equals(row.checkpointOwner()) ? row.owner() : null,
                                row.counter() + 1,
                                row.start(),
                                0,
                                null));
    }

    @Override
    public Optional<StateRow> row(final String key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public void claimWorker(final String workerId, final String run) {
        rows.computeIfPresent(
                workerId,
                (key, row) -> new StateRow(key, row.kind(), null, null, 0, Optional.empty(), row.aliveSeconds(), run));
    }

    @Override
    public boolean removeDeadWorker(final StateRow worker) {
        final StateRow row = rows.get(worker.key());
        return row != null && row.aliveSeconds() == worker.aliveSeconds() && rows.remove(worker.key(), row);
    }

    @Override
    public void removeWorker(final String workerId, final String run) {
        rows.remove(workerId);
    }
}
