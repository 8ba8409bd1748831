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
package io.shardflow.nifi.kinesis.buffer;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Records for tests. */
public final class Records {

    private Records() {}

    public static BufferedRecord record(final long sequenceNumber, final String payload) {
        return new BufferedRecord(
                new Position(Long.toString(sequenceNumber), 0),
                "key",
                1_700_000_000_000L,
                payload.getBytes(StandardCharsets.UTF_8),
                Optional.empty());
    }

    /** Records with the sequence numbers from (inclusive) to (exclusive), ten bytes each. */
    public static List<BufferedRecord> records(final int from, final int to) {
        return IntStream.range(from, to).mapToObj(n -> record(n, "0123456789")).toList();
    }

    public static List<Position> positions(final List<BufferedRecord> records) {
        return records.stream().map(BufferedRecord::position).toList();
    }
}
