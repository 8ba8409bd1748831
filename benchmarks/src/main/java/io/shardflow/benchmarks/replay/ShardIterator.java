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
package io.shardflow.benchmarks.replay;

import io.shardflow.benchmarks.stream.StreamShape;

/**
 * A place in a shard.
 *
 * @param shard from 0
 * @param ordinal of the next record; that of the end when all have been read
 */
record ShardIterator(StreamShape stream, int shard, long ordinal) {

    private static final String SEPARATOR = "/";

    /** @throws IllegalArgumentException when it is no iterator of this server */
    static ShardIterator parse(final String text) {
        final String[] parts = text.split(SEPARATOR);
        if (parts.length != 3) {
            throw new IllegalArgumentException("no shard iterator: " + text);
        }
        return new ShardIterator(StreamShape.ofName(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    /** As the client gets it. */
    String text() {
        return stream.name() + SEPARATOR + shard + SEPARATOR + ordinal;
    }

    /** The place after so many records. */
    ShardIterator plus(final int records) {
        return new ShardIterator(stream, shard, ordinal + records);
    }

    /**
     * How many records one answer has from here on: to the end of a whole answer, so that the next one is whole.
     *
     * @param limit the most that the client wants
     */
    int available(final int limit) {
        if (ordinal >= stream.shardRecords()) {
            return 0;
        }
        return Math.min(limit, stream.answerRecords() - stream.payloadNumber(ordinal));
    }
}
