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

import io.shardflow.nifi.kinesis.settings.StreamReference;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** {@link StreamDirectory} on the Kinesis API: DescribeStreamSummary, ListShards and GetShardIterator. */
public final class KinesisStreamDirectory implements StreamDirectory {

    private final KinesisAsyncClient kinesis;
    private final StreamReference stream;
    private final Duration timeout;

    /** @param timeout for one call */
    public KinesisStreamDirectory(
            final KinesisAsyncClient kinesis, final StreamReference stream, final Duration timeout) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.timeout = timeout;
    }

    @Override
    public StreamIdentity describe() {
        final StreamDescriptionSummary summary = AwsCalls.get(
                        kinesis.describeStreamSummary(DescribeStreamSummaryRequest.builder()
                                .streamName(stream.requestName())
                                .streamARN(stream.requestArn())
                                .build()),
                        timeout)
                .streamDescriptionSummary();
        return new StreamIdentity(
                summary.streamARN(), summary.streamCreationTimestamp().toEpochMilli());
    }

    @Override
    public Listing list() {
        return list(ListShardsRequest.builder()
                .streamName(stream.requestName())
                .streamARN(stream.requestArn())
                .build());
    }

    @Override
    public Set<String> since(final long millis) {
        return list(ListShardsRequest.builder()
                        .streamName(stream.requestName())
                        .streamARN(stream.requestArn())
                        .shardFilter(ShardFilter.builder()
                                .type(ShardFilterType.FROM_TIMESTAMP)
                                .timestamp(Instant.ofEpochMilli(millis))
                                .build())
                        .build())
                .shards()
                .stream()
                .map(ShardInfo::shardId)
                .collect(Collectors.toSet());
    }

    private Listing list(final ListShardsRequest first) {
        final List<ShardInfo> shards = new ArrayList<>();
        ListShardsResponse response = AwsCalls.get(kinesis.listShards(first), timeout);
        final long serviceMillis = serviceMillis(response);
        response.shards().stream().map(KinesisStreamDirectory::shard).forEach(shards::add);
        while (response.nextToken() != null) {
            final ListShardsRequest next =
                    ListShardsRequest.builder().nextToken(response.nextToken()).build();
            response = AwsCalls.get(kinesis.listShards(next), timeout);
            response.shards().stream().map(KinesisStreamDirectory::shard).forEach(shards::add);
        }
        return new Listing(List.copyOf(shards), serviceMillis);
    }

    /** Kinesis refuses a sequence number that "did not come from this stream"; the local one does not find it. */
    @Override
    public boolean hasRecord(final String shardId, final String sequenceNumber) {
        try {
            AwsCalls.get(
                    kinesis.getShardIterator(GetShardIteratorRequest.builder()
                            .streamName(stream.requestName())
                            .streamARN(stream.requestArn())
                            .shardId(shardId)
                            .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .startingSequenceNumber(sequenceNumber)
                            .build()),
                    timeout);
            return true;
        } catch (final InvalidArgumentException | ResourceNotFoundException e) {
            return false;
        }
    }

    @Override
    public void tryListing() {
        AwsCalls.get(
                kinesis.listShards(ListShardsRequest.builder()
                        .streamName(stream.requestName())
                        .streamARN(stream.requestArn())
                        .maxResults(1)
                        .build()),
                timeout);
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
