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
 * What waits in a loader's queue.
 *
 * @param shards whose FlowFiles take turns
 * @param records of a FlowFile, of 1 KB each
 * @param together FlowFiles of a transaction, as many of each shard
 * @param transactions of a run
 * @param compared whether PutDatabaseRecord loads it, too
 */
record Setting(String label, int shards, int records, int together, int transactions, boolean compared) {

    private static final int RECORD_BYTES = 1_000;

    /** So that there is a steady part. */
    private static final int FEWEST = 5;

    /** What all figures are told for first. */
    static final Setting ORDINARY = new Setting("16 FlowFiles of 1 MB, of 16 shards", 16, 1_000, 16, 15, false);

    /** What is dear in it is what each transaction costs. */
    static final Setting ALONE = new Setting("1 FlowFile of 1 MB", 1, 1_000, 1, 200, true);

    /** For many transactions in little time. */
    static final Setting SMALL = new Setting("1 FlowFile of 100 KB", 1, 100, 1, 1_000, false);

    private static final List<Setting> ALL = List.of(
            ORDINARY,
            ALONE,
            new Setting("1 FlowFile of 10 MB", 1, 10_000, 1, 20, true),
            new Setting("1 FlowFile of 1 KB", 1, 1, 1, 2_000, true),
            new Setting("20 FlowFiles of 1 MB, of 1 shard", 1, 1_000, 20, 15, false),
            new Setting("200 FlowFiles of 100 KB, of 200 shards", 200, 100, 200, 15, false));

    /** What is measured. */
    static List<Setting> of(final Effort.Breadth breadth) {
        return breadth == Effort.Breadth.ALL ? ALL : List.of(ORDINARY, ALONE);
    }

    /** The same with fewer transactions, if so much needs fewer. @param bytes of payload of a run */
    Setting ofBytes(final long bytes) {
        final long transaction = (long) together * records * RECORD_BYTES;
        final long wanted = Math.clamp(Math.ceilDiv(bytes, transaction), FEWEST, transactions);
        return new Setting(label, shards, records, together, (int) wanted, compared);
    }

    /** The stream whose answers the FlowFiles are. @param runs each gets the next answers */
    StreamShape stream(final int runs, final String run) {
        return new StreamShape(shards, runs * answersOfRun(), records, RECORD_BYTES, RecordKind.ASCII, run);
    }

    /** How many FlowFiles of each shard a run has; a transaction has as many of each. */
    int answersOfRun() {
        return together * transactions / shards;
    }

    /** Records of a run. */
    long recordsOfRun() {
        return (long) answersOfRun() * shards * records;
    }

    /** A name for tables and streams. */
    String name() {
        return "%dx%dx%d".formatted(shards, records, together);
    }
}
