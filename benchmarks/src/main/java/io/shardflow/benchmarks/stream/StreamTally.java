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
package io.shardflow.benchmarks.stream;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What has come of a replayed stream, held against what it holds.
 *
 * <p>Threads: any; guarded by this object's monitor.
 */
public final class StreamTally {

    private final int[] checksums;
    private final StreamShape stream;
    private final List<BitSet> seen = new ArrayList<>();
    private long doubled;
    private long altered;

    public StreamTally(final StreamShape stream) {
        this.stream = stream;
        this.checksums = new int[stream.answerRecords()];
        final CRC32C crc = new CRC32C();
        for (int i = 0; i < checksums.length; i++) {
            crc.reset();
            crc.update(stream.payload(i));
            checksums[i] = (int) crc.getValue();
        }
        for (int i = 0; i < stream.shards(); i++) {
            seen.add(new BitSet());
        }
    }

    /**
     * A record that has come.
     *
     * @param shard from 0
     * @param ordinal of the record in its shard
     * @param checksum CRC-32C of its payload
     */
    public synchronized void add(final int shard, final long ordinal, final int checksum) {
        if (checksum != checksums[stream.payloadNumber(ordinal)] || ordinal >= stream.shardRecords()) {
            altered++;
            return;
        }
        final BitSet ofShard = seen.get(shard);
        if (ofShard.get((int) ordinal)) {
            doubled++;
        }
        ofShard.set((int) ordinal);
    }

    /** Something that is no record of the stream. */
    public synchronized void addForeign() {
        altered++;
    }

    /**
     * How it stands.
     *
     * @param landed different records that came as they are
     * @param missing records that have not come
     * @param doubled times that a record came again
     * @param altered times that something came that is not in the stream
     */
    public record Result(long landed, long missing, long doubled, long altered) {

        /** Whether each record came once, as it is. */
        public boolean isExact() {
            return missing == 0 && doubled == 0 && altered == 0;
        }
    }

    public synchronized Result result() {
        final long landed = seen.stream().mapToLong(BitSet::cardinality).sum();
        return new Result(landed, stream.records() - landed, doubled, altered);
    }
}
