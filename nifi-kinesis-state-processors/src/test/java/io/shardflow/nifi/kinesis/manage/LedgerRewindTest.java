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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.state.BegunChange.NewCheckpoint;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions.Committed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** One shard whose records 100 to 199 arrived at seconds 100 to 199. */
class LedgerRewindTest {

    private static final String SHARD = "shardId-000000000000";
    private static final List<ShardInfo> LISTING = List.of(new ShardInfo(SHARD, List.of(), false, "0", "9"));
    private static final ExtendedSequenceNumber OLDEST = ExtendedSequenceNumber.TRIM_HORIZON;

    private final Report report = new Report();

    private static final ShardReader SHARDS = new ShardReader() {
        @Override
        public Answer oldest(final String shardId) {
            return first(number -> true);
        }

        @Override
        public Answer since(final String shardId, final long millis) {
            return first(number -> number * 1000 >= millis);
        }

        @Override
        public Optional<Answer> at(final String shardId, final String sequenceNumber) {
            return Optional.of(first(number -> number >= Long.parseLong(sequenceNumber)));
        }

        private Answer first(final Predicate<Long> wanted) {
            return new Answer(
                    LongStream.range(100, 200)
                            .boxed()
                            .filter(wanted)
                            .findFirst()
                            .map(number -> new Found(Long.toString(number), Instant.ofEpochSecond(number))),
                    OptionalLong.of(0));
        }
    };

    private List<NewCheckpoint> plan(
            final Map<String, Committed> committed,
            final Duration margin,
            final String checkpoint,
            final OptionalLong startAt)
            throws InterruptedException {
        return new LedgerRewind(SHARDS, committed, margin)
                .plan(LISTING, Map.of(SHARD, new ExtendedSequenceNumber(checkpoint, 0L)), OLDEST, startAt, report);
    }

    private static Map<String, Committed> committed(final int number, final int atSecond) {
        return Map.of(SHARD, new Committed(new Position(Integer.toString(number), 3), Instant.ofEpochSecond(atSecond)));
    }

    private static List<NewCheckpoint> readFrom(final String number) {
        return List.of(new NewCheckpoint(SHARD, new ExtendedSequenceNumber(number, Rewind.INCLUSIVE)));
    }

    @Test
    void theMarginCountsFromTheArrivalOfTheHighestCommittedRecord() throws InterruptedException {
        assertThat(plan(committed(180, 181), Duration.ofSeconds(30), "190", OptionalLong.empty()))
                .isEqualTo(readFrom("150"));
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void aCheckpointThatIsEarlierStays() throws InterruptedException {
        assertThat(plan(committed(180, 181), Duration.ofSeconds(30), "149", OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void nothingFromBeforeTheApplicationBeganIsRead() throws InterruptedException {
        assertThat(plan(committed(180, 181), Duration.ofSeconds(30), "190", OptionalLong.of(170_000)))
                .isEqualTo(readFrom("170"));
    }

    @Test
    void aLedgerFromBeforeTheApplicationBeganIsGoneBackToAllTheSame() throws InterruptedException {
        assertThat(plan(committed(180, 181), Duration.ofSeconds(30), "195", OptionalLong.of(190_000)))
                .isEqualTo(readFrom("150"));
    }

    @Test
    void whatHasExpiredAndWhatWasNeverCommittedIsReadFromTheBeginning() throws InterruptedException {
        final List<NewCheckpoint> fromTheBeginning = List.of(new NewCheckpoint(SHARD, OLDEST));
        assertThat(plan(committed(90, 91), Duration.ofSeconds(30), "190", OptionalLong.empty()))
                .isEqualTo(fromTheBeginning);
        assertThat(plan(Map.of(), Duration.ofSeconds(30), "190", OptionalLong.empty()))
                .isEqualTo(fromTheBeginning);
    }

    @Test
    void aMarginLongerThanTheStreamReadsFromTheOldestRecord() throws InterruptedException {
        assertThat(plan(committed(180, 181), Duration.ofDays(100), "190", OptionalLong.empty()))
                .isEqualTo(readFrom("100"));
    }

    @Test
    void aBacklogThatWasBeingCaughtUpIsPointedOut() throws InterruptedException {
        plan(committed(180, 7380), Duration.ofSeconds(30), "190", OptionalLong.empty());
        assertThat(report.notes())
                .singleElement()
                .asString()
                .contains("2 h behind")
                .contains("Rewind Margin");
    }
}
