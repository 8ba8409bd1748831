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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One committed state of target, guard and ledger.
 *
 * @param time step at which it was committed
 * @param guard rows of the guard table: one, if all is well
 * @param rows of the target, with how often each is there
 */
record ModelState(int time, List<Guard> guard, Map<Integer, LedgerRow> ledger, Map<ModelRecord, Integer> rows) {

    record Guard(String ledgerId, String token, String lockedBy, String targetCreated) {}

    record LedgerRow(StreamShard shard, String token, Optional<Position> position) {}

    ModelState {
        guard = List.copyOf(guard);
        ledger = Map.copyOf(ledger);
        rows = Map.copyOf(rows);
    }

    List<Integer> ledgerRows(final StreamShard shard) {
        return ledger.entrySet().stream()
                .filter(row -> row.getValue().shard().equals(shard))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    Optional<Position> highest(final StreamShard shard) {
        return rows.keySet().stream()
                .filter(row -> row.shard().equals(shard))
                .map(ModelRecord::position)
                .max(Position::compareTo);
    }
}
