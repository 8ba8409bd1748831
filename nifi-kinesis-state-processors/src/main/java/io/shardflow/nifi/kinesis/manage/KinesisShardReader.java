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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * {@link ShardReader} on GetShardIterator and GetRecords, one record each.
 *
 * <p>An answer without a record does not mean that there is none ahead: a shard's history is walked in steps. A shard allows
 * five reads a second to all of its consumers, so the walk is slow, and it ends after {@link #MOST_STEPS}.
 */
final class KinesisShardReader implements ShardReader {

    private static final int MOST_STEPS = 200;
    private static final Duration STEP = Duration.ofMillis(250);

    private final KinesisAsyncClient kinesis;
    private final StreamReference stream;
    private final Duration timeout;
    private final ConsumerStatus calls;

    /**
     * @param timeout for one call
     * @param calls is told which read fails
     */
    KinesisShardReader(
            final KinesisAsyncClient kinesis,
            final StreamReference stream,
            final Duration timeout,
            final ConsumerStatus calls) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.timeout = timeout;
        this.calls = calls;
    }

    @Override
    public Answer oldest(final String shardId) throws InterruptedException {
        return from(shardId, request -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
    }

    @Override
    public Answer since(final String shardId, final long millis) throws InterruptedException {
        return from(shardId, request -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                .timestamp(Instant.ofEpochMilli(millis)));
    }

    /** Kinesis refuses a sequence number that is none of this stream; the local one does not find it. */
    @Override
    public Optional<Answer> at(final String shardId, final String sequenceNumber) throws InterruptedException {
        try {
            return Optional.of(from(shardId, request -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(sequenceNumber)));
        } catch (final InvalidArgumentException | ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private Answer from(final String shardId, final UnaryOperator<GetShardIteratorRequest.Builder> place)
            throws InterruptedException {
        final GetShardIteratorRequest request = place.apply(GetShardIteratorRequest.builder()
                        .streamName(stream.requestName())
                        .streamARN(stream.requestArn())
                        .shardId(shardId))
                .build();
        String iterator =
                AwsCalls.get(kinesis.getShardIterator(request), timeout).shardIterator();
        OptionalLong behind = OptionalLong.empty();
        for (int step = 0; iterator != null && step < MOST_STEPS; step++) {
            if (step > 0) {
                Thread.sleep(STEP);
            }
            final GetRecordsResponse answer = read(shardId, iterator);
            behind = answer.millisBehindLatest() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(answer.millisBehindLatest());
            final List<Record> records = answer.records();
            if (!records.isEmpty()) {
                return new Answer(
                        Optional.of(new Found(
                                records.getFirst().sequenceNumber(),
                                records.getFirst().approximateArrivalTimestamp())),
                        behind);
            }
            if (behind.isPresent() && behind.getAsLong() == 0) {
                break;
            }
            iterator = answer.nextShardIterator();
        }
        return new Answer(Optional.empty(), behind);
    }

    /** Which shard an iterator is of nobody else can tell. */
    private GetRecordsResponse read(final String shardId, final String iterator) {
        try {
            return AwsCalls.get(
                    kinesis.getRecords(GetRecordsRequest.builder()
                            .streamARN(stream.requestArn())
                            .shardIterator(iterator)
                            .limit(1)
                            .build()),
                    timeout);
        } catch (final SdkException e) {
            calls.readFailed(shardId, "GetRecords", e);
            throw e;
        }
    }
}
