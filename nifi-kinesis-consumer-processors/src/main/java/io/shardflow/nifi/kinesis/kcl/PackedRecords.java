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
package io.shardflow.nifi.kinesis.kcl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Keeps the client library from unpacking aggregated records. Its rule for those that came into a shard of another hash
 * range drops user records that nobody puts again, and unpacked they take many times the heap that was taken from the
 * budget; they are unpacked when their FlowFile is written.
 */
final class PackedRecords extends AggregatorUtil {

    @Override
    public List<KinesisClientRecord> deaggregate(final List<KinesisClientRecord> records) {
        return new ArrayList<>(records);
    }

    @Override
    public List<KinesisClientRecord> deaggregate(
            final List<KinesisClientRecord> records, final BigInteger startingHashKey, final BigInteger endingHashKey) {
        return new ArrayList<>(records);
    }
}
