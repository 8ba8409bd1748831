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
package io.shardflow.nifi.snowflake;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Content for tests: JSON lines with positions. */
final class Records {

    static final long ARRIVAL = 1_795_377_944_000L;

    private Records() {}

    /** One record; its sequence number has as many digits as Kinesis' own. */
    static String record(final int shard, final int number) {
        return record(shard, number, "\"id\":" + number + ",\"note\":\"n" + number + "\"");
    }

    static String record(final int shard, final int number, final String fields) {
        return "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-00000000000%d\",\"approximateArrival\":%d,"
                        .formatted(shard, ARRIVAL + number)
                + "\"partitionKey\":\"k\",\"sequenceNumber\":\"%s\",\"subSequenceNumber\":0},%s}"
                        .formatted(sequenceNumber(number), fields);
    }

    static String sequenceNumber(final int number) {
        return "4964%052d".formatted(number);
    }

    /** Records of one shard, numbers from first to last. */
    static String records(final int shard, final int first, final int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> record(shard, number))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
