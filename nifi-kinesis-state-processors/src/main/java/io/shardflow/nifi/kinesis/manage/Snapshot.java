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
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** The rows of the state table as they were read. Immutable. */
record Snapshot(List<ManagedRow> rows) {

    Snapshot {
        rows = List.copyOf(rows);
    }

    /** Lease rows by shard id, in the order of the ids. */
    Map<String, ManagedRow> leases() {
        return rows.stream()
                .filter(row -> row.row().isLease())
                .collect(Collectors.toMap(ManagedRow::key, Function.identity(), (one, other) -> other, TreeMap::new));
    }

    /** Rows that cannot be read. */
    List<ManagedRow> corrupt() {
        return rows.stream().filter(row -> row.fault().isPresent()).toList();
    }

    /** Where each shard that has a sound lease was read up to. */
    Map<String, ExtendedSequenceNumber> checkpoints() {
        final Map<String, ExtendedSequenceNumber> checkpoints = new TreeMap<>();
        leases().forEach((shard, lease) -> {
            if (lease.fault().isEmpty()) {
                checkpoints.put(shard, lease.checkpoint());
            }
        });
        return checkpoints;
    }

    /** The row that says whose table it is, sound or not. */
    Optional<ManagedRow> markRow() {
        return rows.stream().filter(ManagedRow::isMark).findFirst();
    }

    /** Of which stream the table is, and where the application began; empty if the table does not say. */
    Optional<StartData> mark() {
        return markRow().flatMap(row -> row.row().start());
    }

    /** Of which stream the table is: what the mark says, or what all leases say that say so; empty if nothing tells. */
    Optional<String> streamArn() {
        return markRow().flatMap(ManagedRow::streamArn).or(() -> {
            final List<String> told = leases().values().stream()
                    .flatMap(lease -> lease.streamArn().stream())
                    .distinct()
                    .toList();
            return told.size() == 1 ? Optional.of(told.getFirst()) : Optional.empty();
        });
    }

    /** A change that was begun and not finished, and can be read. */
    Optional<BegunChange> begun() {
        return rows.stream().flatMap(row -> row.row().change().stream()).findFirst();
    }

    /**
     * Whether the state can go without a note of that: no consumer starts or goes on for what the mark says, or there is no
     * mark that could hold a note.
     */
    boolean goesWithoutNote() {
        return mark().isEmpty()
                || begun().isPresent()
                || markRow().flatMap(ManagedRow::fault).isPresent();
    }

    Optional<String> leader() {
        return rows.stream().flatMap(row -> row.leader().stream()).findFirst();
    }

    List<StateRow> workers() {
        return rows.stream().map(ManagedRow::row).filter(StateRow::isWorker).toList();
    }
}
