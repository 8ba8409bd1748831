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
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * What the client library reads from lease rows, by its rules: a shard begins when no parent's row is unfinished; at its
 * end the rows of its children are made at TRIM_HORIZON, of a merge only if both parents have a row or neither; a finished
 * row is removed when its own parents' are and all its children are under way.
 */
final class LibraryModel {

    private static final String DONE = "SHARD_END";

    private final Map<String, String> rows = new LinkedHashMap<>();
    private final List<String> delivered = new ArrayList<>();
    private final StreamModel stream;
    private final OptionalInt start;
    private final Random random;
    private boolean running;

    /** @param start time of the first record to read, empty for the oldest */
    LibraryModel(final StreamModel stream, final OptionalInt start, final Random random) {
        this.stream = stream;
        this.start = start;
        this.random = random;
    }

    /** Writes so many rows of the plan; the library runs only behind all of them. */
    void start(final int rowsToWrite) {
        final Map<String, Boolean> leases = new HashMap<>();
        rows.forEach((shard, checkpoint) -> leases.put(shard, checkpoint.equals(DONE)));
        final List<LeasePlan.NewLease> plan = start.isPresent()
                ? LeasePlan.fromTime(stream.listing(), stream.since(start.getAsInt()), leases)
                : LeasePlan.fromOldest(stream.listing(), leases);
        plan.stream().limit(rowsToWrite).forEach(lease -> rows.put(lease.shard().shardId(), lease.checkpoint()));
        running = plan.size() <= rowsToWrite;
    }

    void stop() {
        running = false;
    }

    /** Reads one shard that can be read, to somewhere. */
    void read() {
        final List<String> readable =
                rows.keySet().stream().filter(this::isReadable).toList();
        if (running && !readable.isEmpty()) {
            read(readable.get(random.nextInt(readable.size())), random.nextBoolean());
        }
    }

    void readToTheEnd() {
        for (int round = 0; round < 200; round++) {
            List.copyOf(rows.keySet()).stream().filter(this::isReadable).forEach(shard -> read(shard, true));
            cleanUp();
        }
    }

    private boolean isReadable(final String shard) {
        return !rows.get(shard).equals(DONE)
                && stream.shard(shard).parents().stream().allMatch(parent -> isAbsentOrDone(parent));
    }

    private boolean isAbsentOrDone(final String shard) {
        return !rows.containsKey(shard) || rows.get(shard).equals(DONE);
    }

    private void read(final String id, final boolean all) {
        final StreamModel.Shard shard = stream.shard(id);
        for (final StreamModel.Record next : shard.records()) {
            if (isAhead(rows.get(id), next)) {
                delivered.add(next.toString());
                rows.put(id, Integer.toString(next.time()));
                if (!all) {
                    return;
                }
            }
        }
        if (!shard.isOpen()) {
            end(shard);
        }
    }

    private boolean isAhead(final String checkpoint, final StreamModel.Record next) {
        return switch (checkpoint) {
            case LeasePlan.TRIM_HORIZON -> true;
            case LeasePlan.AT_TIMESTAMP -> next.time() >= start.getAsInt();
            default -> next.time() > Integer.parseInt(checkpoint);
        };
    }

    /** May be interrupted between two rows. */
    private void end(final StreamModel.Shard shard) {
        for (final StreamModel.Shard child : stream.childrenOf(shard.id())) {
            if (!child.parents().stream().allMatch(rows::containsKey) || random.nextInt(8) == 0) {
                return;
            }
            rows.putIfAbsent(child.id(), LeasePlan.TRIM_HORIZON);
        }
        rows.put(shard.id(), DONE);
    }

    void cleanUp() {
        if (running) {
            rows.keySet()
                    .removeIf(shard -> rows.get(shard).equals(DONE)
                            && stream.shard(shard).parents().stream().noneMatch(rows::containsKey)
                            && stream.childrenOf(shard).stream().allMatch(child -> isUnderWay(rows.get(child.id()))));
        }
    }

    /** A row that is gone belonged to a shard that was done. */
    private static boolean isUnderWay(final String checkpoint) {
        return checkpoint != null
                && !checkpoint.equals(LeasePlan.TRIM_HORIZON)
                && !checkpoint.equals(LeasePlan.AT_TIMESTAMP);
    }

    /** Shards whose rows would be taken for late ones. */
    Set<String> late() {
        return LeasePlan.late(stream.listing(), rows);
    }

    /** Everything read so far, sorted as text. */
    List<String> delivered() {
        return delivered.stream().sorted().toList();
    }
}
