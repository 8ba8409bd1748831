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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stage and temporary tables of one session. */
final class ModelFiles {

    private final ModelWarehouse warehouse;
    private final Set<Flaw> flaws;
    private final List<List<ModelRecord>> staged = new ArrayList<>();
    private final List<ModelRecord> incoming = new ArrayList<>();
    private final List<ModelRecord> missing = new ArrayList<>();
    private Look looked;
    private String name;
    private long sent;

    ModelFiles(final ModelWarehouse warehouse, final Set<Flaw> flaws) {
        this.warehouse = warehouse;
        this.flaws = flaws;
    }

    void stage(final AttemptId attempt, final List<List<ModelRecord>> contents, final boolean truncated) {
        clear();
        name = flaws.contains(Flaw.STAGED_NAMES_REUSED) ? String.valueOf(contents.hashCode()) : attempt.value();
        contents.forEach(content -> staged.add(new ArrayList<>(content)));
        sent = staged.stream().mapToLong(List::size).sum();
        if (truncated) {
            staged.getLast().removeLast();
        }
    }

    /** Rows of all files as they were before the upload. */
    long sent() {
        return sent;
    }

    /** Rows of all files as they arrived. */
    List<ModelRecord> staged() {
        return staged.stream().flatMap(List::stream).toList();
    }

    IncomingCount copyIncoming() {
        incoming.clear();
        staged.forEach(incoming::addAll);
        if (flaws.contains(Flaw.COPY_COUNT_NOT_CHECKED)) {
            return new IncomingCount(sent, sent);
        }
        return new IncomingCount(
                incoming.size(),
                flaws.contains(Flaw.REPEATS_NOT_COUNTED) ? incoming.size() : new HashSet<>(incoming).size());
    }

    /** Files that a COPY into the target has read before are passed over silently. */
    List<ModelRecord> copyIntoTarget() {
        final List<ModelRecord> rows = new ArrayList<>();
        for (int i = 0; i < staged.size(); i++) {
            if (warehouse.copied.add(name + "_" + i)) {
                rows.addAll(staged.get(i));
            }
        }
        return rows;
    }

    void findMissing(final Look look, final Set<ModelRecord> target) {
        looked = look;
        missing.clear();
        incoming.stream()
                .filter(row -> look.shards().containsKey(row.shard()))
                .filter(row -> !isIn(target, row))
                .forEach(missing::add);
    }

    private boolean isIn(final Set<ModelRecord> target, final ModelRecord row) {
        if (flaws.contains(Flaw.LOOK_IGNORES_SUB_SEQUENCE)) {
            return target.stream()
                    .anyMatch(other -> other.shard().equals(row.shard())
                            && other.position()
                                    .sequenceNumber()
                                    .equals(row.position().sequenceNumber()));
        }
        if (flaws.contains(Flaw.LOOK_IGNORES_SHARD)) {
            return target.stream().anyMatch(other -> other.position().equals(row.position()));
        }
        if (flaws.contains(Flaw.LOOK_NOT_NULL_SAFE) && row.position().subSequenceNumber() == 0) {
            return false;
        }
        return target.contains(row);
    }

    void forgetMissing() {
        missing.clear();
    }

    List<ModelRecord> missing() {
        return List.copyOf(missing);
    }

    long missing(final StreamShard shard) {
        return missing.stream().filter(row -> row.shard().equals(shard)).count();
    }

    Map<StreamShard, Position> highestRecognised(final Set<StreamShard> shards) {
        final Map<StreamShard, Position> highest = new HashMap<>();
        incoming.stream()
                .filter(row -> shards.contains(row.shard())
                        && looked.shards().containsKey(row.shard())
                        && !missing.contains(row))
                .forEach(row -> highest.merge(row.shard(), row.position(), (a, b) -> a.isAfter(b) ? a : b));
        return highest;
    }

    void clear() {
        staged.clear();
        incoming.clear();
        missing.clear();
    }
}
