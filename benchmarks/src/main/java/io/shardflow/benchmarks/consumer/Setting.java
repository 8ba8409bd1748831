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
package io.shardflow.benchmarks.consumer;

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import java.util.List;

/**
 * What a consumer is given to read.
 *
 * @param answerRecords records of a GetRecords answer
 * @param recordBytes payload of a record
 * @param compared whether the client library alone reads it, too
 */
record Setting(String label, int shards, int answerRecords, int recordBytes, RecordKind kind, boolean compared) {

    /** What all figures are told for first. */
    static final Setting ORDINARY =
            new Setting("16 shards, 1 MB answers, 1 KB records", 16, 1_000, 1_000, RecordKind.ASCII, true);

    /**
     * As ordinary, but in many small answers and for long: what is done once for each call, or once for each second and shard, has to be
     * done ten thousand times before the compiler leaves it alone, and a shard is not asked more often than every 400 ms.
     */
    static final Setting WARM =
            new Setting("200 shards, 40 KB answers, 1 KB records", 200, 40, 1_000, RecordKind.ASCII, true);

    private static final Setting LARGE_ANSWERS =
            new Setting("4 shards, 5 MB answers, 1 KB records", 4, 5_000, 1_000, RecordKind.ASCII, true);

    /** What is done for each record shows most here. */
    static final Setting SMALL_RECORDS =
            new Setting("16 shards, 1 MB answers, 200 B records", 16, 5_000, 200, RecordKind.ASCII, true);

    private static final Setting RANDOM_KEYS = ofKind("random keys", RecordKind.KEYS);

    private static final List<Setting> FEW =
            List.of(ORDINARY, LARGE_ANSWERS.alone(), SMALL_RECORDS.alone(), RANDOM_KEYS);

    private static final List<Setting> ALL = List.of(
            ORDINARY,
            LARGE_ANSWERS,
            SMALL_RECORDS,
            new Setting("16 shards, 1 MB answers, 10 KB records", 16, 100, 10_000, RecordKind.ASCII, false),
            ofKind("not ASCII", RecordKind.NON_ASCII),
            ofKind("sixteen levels deep", RecordKind.DEEP),
            RANDOM_KEYS,
            new Setting("1 shard, 1 MB answers, 1 KB records", 1, 1_000, 1_000, RecordKind.ASCII, false),
            new Setting("200 shards, 1 MB answers, 1 KB records", 200, 1_000, 1_000, RecordKind.ASCII, false),
            new Setting("200 shards, 10 MB answers, 1 KB records", 200, 10_000, 1_000, RecordKind.ASCII, false));

    /** A shard is asked two and a half times a second: this is half a minute. */
    private static final int MOST_ANSWERS = 75;

    /** So that there is a steady part, however large the answers are. */
    private static final int FEWEST_ANSWERS = 3;

    private static Setting ofKind(final String what, final RecordKind kind) {
        return new Setting(
                ORDINARY.label() + ", " + what,
                ORDINARY.shards(),
                ORDINARY.answerRecords(),
                ORDINARY.recordBytes(),
                kind,
                false);
    }

    private Setting alone() {
        return new Setting(label, shards, answerRecords, recordBytes, kind, false);
    }

    /** What is measured. */
    static List<Setting> of(final Effort.Breadth breadth) {
        return switch (breadth) {
            case ONE -> List.of(ORDINARY);
            case FEW -> FEW;
            case ALL -> ALL;
        };
    }

    /** A stream of so many bytes, unless that takes too long or is too little. */
    StreamShape stream(final long bytes, final String run) {
        final long round = (long) shards * answerRecords * recordBytes;
        final long answers = Math.clamp((bytes + round - 1) / round, FEWEST_ANSWERS, MOST_ANSWERS);
        return new StreamShape(shards, (int) answers, answerRecords, recordBytes, kind, run);
    }

    /** A stream of just so many bytes, or a little more. */
    StreamShape longStream(final long bytes, final String run) {
        return StreamShape.ofBytes(bytes, shards, answerRecords, recordBytes, kind, run);
    }
}
