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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What becomes of this worker's leases and of its row when an attempt ends. */
enum LeaseDeparture {
    /** the next attempt takes them back */
    KEEP,
    /** given up if another worker lives that can take them, else kept for a fast restart here */
    GIVE_UP_IN_COMPANY,
    /** given up although nobody may live yet that takes them: this node is out of the work */
    GIVE_UP;

    /**
     * Does it.
     *
     * @param run whose worker row it is to be, if it is removed
     * @param alive who has reported within this time lives
     */
    void depart(final StateTable table, final String workerId, final String run, final Duration alive) {
        if (this == KEEP) {
            return;
        }
        final List<StateRow> rows = table.scan();
        if (this == GIVE_UP || isCompany(rows, workerId, alive)) {
            rows.stream().filter(row -> row.isLeaseWith(workerId)).forEach(row -> table.evict(row, workerId));
            table.removeWorker(workerId, run);
        }
    }

    private static boolean isCompany(final List<StateRow> rows, final String workerId, final Duration alive) {
        final long horizon = Instant.now().minus(alive).getEpochSecond();
        return rows.stream()
                .anyMatch(row -> row.isWorker() && !row.key().equals(workerId) && row.aliveSeconds() >= horizon);
    }
}
