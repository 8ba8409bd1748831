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
package io.shardflow.localstack.workload;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The records at the end of a stream. Threads: used by one. */
final class StreamTail {

    private final KinesisClient kinesis;
    private final String stream;

    StreamTail(final KinesisClient kinesis, final String stream) {
        this.kinesis = kinesis;
        this.stream = stream;
    }

    /** A record in the stream. @param arrivalMillis since 1970 */
    record Found(String shardId, String sequenceNumber, String partitionKey, long arrivalMillis, byte[] data) {

        boolean is(final String otherKey, final byte[] otherData) {
            return partitionKey.equals(otherKey) && Arrays.equals(data, otherData);
        }
    }

    /**
     * The records that lie behind these positions, now.
     *
     * @param known by shard id; a shard without one is read from its beginning
     */
    List<Found> after(final Map<String, Position> known) {
        final List<Found> found = new ArrayList<>();
        for (final Shard shard : shards()) {
            read(shard.shardId(), known.get(shard.shardId()), found::add);
        }
        return found;
    }

    /** Takes each record that is in the stream now. */
    void forEach(final Consumer<Found> action) {
        shards().forEach(shard -> read(shard.shardId(), null, action));
    }

    private List<Shard> shards() {
        final List<Shard> shards = new ArrayList<>();
        ListShardsRequest request =
                ListShardsRequest.builder().streamName(stream).build();
        while (request != null) {
            final ListShardsResponse answer = kinesis.listShards(request);
            shards.addAll(answer.shards());
            request = answer.nextToken() == null
                    ? null
                    : ListShardsRequest.builder().nextToken(answer.nextToken()).build();
        }
        return shards;
    }

    private void read(final String shardId, final Position after, final Consumer<Found> action) {
        String iterator = kinesis.getShardIterator(request -> {
                    request.streamName(stream).shardId(shardId);
                    if (after == null) {
                        request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    } else {
                        request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(after.sequenceNumber());
                    }
                })
                .shardIterator();
        boolean atEnd = false;
        while (iterator != null && !atEnd) {
            final String next = iterator;
            final GetRecordsResponse answer = kinesis.getRecords(request -> request.shardIterator(next));
            for (final Record record : answer.records()) {
                action.accept(new Found(
                        shardId,
                        record.sequenceNumber(),
                        record.partitionKey(),
                        record.approximateArrivalTimestamp().toEpochMilli(),
                        record.data().asByteArray()));
            }
            iterator = answer.nextShardIterator();
            atEnd = answer.records().isEmpty() && answer.millisBehindLatest() == 0;
        }
    }
}
