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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import java.util.List;

/**
 * What waits in the sink's queue.
 *
 * @param shards whose FlowFiles take turns
 * @param records of a FlowFile, of 1 KB each
 * @param together FlowFiles of a transaction, the sink's Maximum FlowFiles per Transaction
 * @param transactions of a run
 */
record Setting(String label, int shards, int records, int together, int transactions) {

    private static final int RECORD_BYTES = 1_000;

    private static final Setting LARGE = new Setting("20 FlowFiles of 1 MB a transaction", 16, 1_000, 20, 12);
    private static final Setting ALONE = new Setting("1 FlowFile of 1 MB a transaction", 1, 1_000, 1, 60);

    private static final List<Setting> ALL = List.of(
            LARGE,
            ALONE,
            new Setting("1 FlowFile of 1 KB a transaction", 1, 1, 1, 150),
            new Setting("1 FlowFile of 10 MB a transaction", 1, 10_000, 1, 20),
            new Setting("20 FlowFiles of 1 MB of 1 shard", 1, 1_000, 20, 12),
            new Setting("200 FlowFiles of 100 KB of 200 shards", 200, 100, 200, 12));

    /** What is measured. */
    static List<Setting> of(final Effort.Breadth breadth) {
        return switch (breadth) {
            case ONE -> List.of(LARGE);
            case FEW -> List.of(LARGE, ALONE);
            case ALL -> ALL;
        };
    }

    /**
     * The stream whose answers the FlowFiles are.
     *
     * @param runs each gets the next answers
     */
    StreamShape stream(final int runs, final String run) {
        return new StreamShape(shards, runs * answersOfRun(), records, RECORD_BYTES, RecordKind.ASCII, run);
    }

    /** How many FlowFiles of each shard a run has. */
    int answersOfRun() {
        return Math.ceilDiv(together * transactions, shards);
    }

    /** Records of a run. */
    long recordsOfRun() {
        return (long) answersOfRun() * shards * records;
    }

    /** Transactions of a run. */
    double transactionsOfRun() {
        return (double) answersOfRun() * shards / together;
    }
}
