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
package io.shardflow.nifi.kinesis.stream;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** {@link StreamDirectory} on the Kinesis API: DescribeStreamSummary and ListShards. */
public final class KinesisStreamDirectory implements StreamDirectory {

    private final KinesisAsyncClient kinesis;
    private final String stream;
    private final Duration timeout;

    /** @param timeout for one call */
    public KinesisStreamDirectory(final KinesisAsyncClient kinesis, final String stream, final Duration timeout) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.timeout = timeout;
    }

    @Override
    public StreamIdentity describe() {
        final StreamDescriptionSummary summary = AwsCalls.get(
                        kinesis.describeStreamSummary(DescribeStreamSummaryRequest.builder()
                                .streamName(stream)
                                .build()),
                        timeout)
                .streamDescriptionSummary();
        return new StreamIdentity(
                summary.streamARN(), summary.streamCreationTimestamp().toEpochMilli());
    }

    @Override
    public Listing list() {
        final List<ShardInfo> shards = new ArrayList<>();
        long serviceMillis = 0;
        String token = null;
        do {
            final ListShardsRequest request = token == null
                    ? ListShardsRequest.builder().streamName(stream).build()
                    : ListShardsRequest.builder().nextToken(token).build();
            final ListShardsResponse response = AwsCalls.get(kinesis.listShards(request), timeout);
            if (token == null) {
                serviceMillis = serviceMillis(response);
            }
            response.shards().stream().map(KinesisStreamDirectory::shard).forEach(shards::add);
            token = response.nextToken();
        } while (token != null);
        return new Listing(List.copyOf(shards), serviceMillis);
    }

    private static long serviceMillis(final ListShardsResponse response) {
        return response.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant()
                        .toEpochMilli())
                .orElseGet(System::currentTimeMillis);
    }

    private static ShardInfo shard(final Shard shard) {
        return new ShardInfo(
                shard.shardId(),
                Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
                        .filter(parent -> parent != null)
                        .toList(),
                shard.sequenceNumberRange().endingSequenceNumber() != null,
                shard.hashKeyRange().startingHashKey(),
                shard.hashKeyRange().endingHashKey());
    }
}
