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

import io.shardflow.nifi.kinesis.records.Aggregate;
import io.shardflow.nifi.kinesis.records.UserRecords;
import java.util.Optional;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** An aggregated record stays one record for the client library, at the position of its last user record. */
final class Packing {
    private Packing() {}

    static KinesisClientRecord keep(
            final KinesisClientRecord record, final ShardFeed feed, final SchedulerContext context) {
        final Optional<Aggregate> aggregate = Aggregate.in(record.data());
        if (aggregate.isEmpty()) {
            return record;
        }
        final int size = aggregate.get().size();
        if (context.dropsResent() && UserRecords.isPutAgainOutsideItsShard(record.partitionKey(), size)) {
            feed.hashRange(() -> context.ends().hashRange(feed.shardId()));
        }
        return record.toBuilder()
                .subSequenceNumber(Math.max(0, size - 1))
                .aggregated(true)
                .build();
    }
}
