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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Records of one shard as the consumer writes them, with the fields {@code id} and {@code Name}.
 *
 * @param first number of the first record; its position follows from it
 * @param arrival of each, in milliseconds since 1970
 */
record SampleRecords(StreamShard shard, int first, int count, long arrival) {

    /** When the records of a check arrived that does not care. */
    static final long ARRIVAL = 1_795_377_944_000L;

    SampleRecords(final StreamShard shard, final int first, final int count) {
        this(shard, first, count, ARRIVAL);
    }

    /** A shard of that number, of a stream that no account has. */
    static StreamShard shard(final int number) {
        return new StreamShard("shardflow-probe", "shardId-%012d".formatted(number));
    }

    static Position position(final int number) {
        return new Position("4964%052d".formatted(number), 0);
    }

    int last() {
        return first + count - 1;
    }

    /** A line for each. */
    String lines() {
        return IntStream.rangeClosed(first, last())
                .mapToObj(number -> line(number, "\"id\":" + number + ",\"Name\":\"n" + number + "\""))
                .collect(Collectors.joining());
    }

    /** One record with other fields. */
    String line(final int number, final String fields) {
        final Position position = position(number);
        return "{\"" + KinesisMetadata.DEFAULT_FIELD + "\":"
                + "{\"stream\":\"%s\",\"shardId\":\"%s\",\"approximateArrival\":%d,\"partitionKey\":\"k\","
                        .formatted(shard.stream(), shard.shardId(), arrival)
                + "\"sequenceNumber\":\"%s\",\"subSequenceNumber\":0,\"shardedSequenceNumber\":\"%s\"},%s}%n"
                        .formatted(position.sequenceNumber(), KinesisMetadata.shardedSequenceNumber(position), fields);
    }

    ShardRange range() {
        return new ShardRange(
                shard, position(first), position(last()), Optional.of(new ArrivalRange(arrival, arrival)), count);
    }
}
