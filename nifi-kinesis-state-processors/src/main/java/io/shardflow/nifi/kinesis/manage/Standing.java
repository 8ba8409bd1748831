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

import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.status.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Where a checkpoint lies in its shard.
 *
 * @param arrival of the record at the checkpoint; empty if it is none, or is not there
 * @param first arrival of the first record if none is read yet; empty if there is none, or one is read
 * @param behind how far the checkpoint is behind the tip of the shard; empty if it is not known
 * @param trouble why something is not known; empty if nothing is wrong
 */
record Standing(
        Optional<Instant> arrival, Optional<Instant> first, Optional<Duration> behind, Optional<String> trouble) {

    /** Nothing is known of it, and nothing is wrong. */
    static final Standing NOTHING =
            new Standing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @param startAt where the application began; empty for the oldest record */
    static Standing of(
            final ShardReader shards,
            final String shardId,
            final ExtendedSequenceNumber checkpoint,
            final OptionalLong startAt)
            throws InterruptedException {
        try {
            return ask(shards, shardId, checkpoint, startAt);
        } catch (final SdkException e) {
            return trouble("not known: "
                    + Failure.of(e).map(Failure::reason).orElse(e.getClass().getSimpleName()));
        }
    }

    private static Standing ask(
            final ShardReader shards,
            final String shardId,
            final ExtendedSequenceNumber checkpoint,
            final OptionalLong startAt)
            throws InterruptedException {
        if (checkpoint.isShardEnd()) {
            return NOTHING;
        }
        if (checkpoint.isSentinelCheckpoint()) {
            final boolean fromTime = LeasePlan.AT_TIMESTAMP.equals(checkpoint.sequenceNumber()) && startAt.isPresent();
            final ShardReader.Answer answer =
                    fromTime ? shards.since(shardId, startAt.getAsLong()) : shards.oldest(shardId);
            return new Standing(
                    Optional.empty(),
                    answer.record().map(ShardReader.Found::arrival),
                    behind(answer),
                    Optional.empty());
        }
        final Optional<ShardReader.Answer> answer = shards.at(shardId, checkpoint.sequenceNumber());
        if (answer.isEmpty()) {
            return trouble("the stream does not know this checkpoint");
        }
        final Optional<ShardReader.Found> found =
                answer.get().record().filter(record -> record.sequenceNumber().equals(checkpoint.sequenceNumber()));
        return new Standing(
                found.map(ShardReader.Found::arrival),
                Optional.empty(),
                behind(answer.get()),
                found.isPresent() ? Optional.empty() : Optional.of("the record at the checkpoint has expired"));
    }

    /** No record that is not read has arrived earlier; empty if that is not known. */
    Optional<Instant> lowest() {
        return arrival.or(() -> first);
    }

    private static Optional<Duration> behind(final ShardReader.Answer answer) {
        return answer.millisBehind().stream().mapToObj(Duration::ofMillis).findFirst();
    }

    private static Standing trouble(final String text) {
        return new Standing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(text));
    }
}
