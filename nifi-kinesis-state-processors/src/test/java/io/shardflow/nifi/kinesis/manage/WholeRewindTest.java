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
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class WholeRewindTest {

    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final StartData MARK =
            new StartData(new StreamIdentity("arn:stream/orders", 1), OptionalLong.empty());

    /** A shard's only record, by shard. It is numbered by the second at which it arrived. */
    private final Map<String, Long> records = new HashMap<>();

    private final List<ShardInfo> listing = new ArrayList<>();
    private final List<ManagedRow> rows = new ArrayList<>();
    private final Report report = new Report();

    private final ShardReader shards = new ShardReader() {
        @Override
        public Answer oldest(final String shardId) {
            return since(shardId, 0);
        }

        @Override
        public Answer since(final String shardId, final long millis) {
            final Optional<Found> found = Optional.ofNullable(records.get(shardId))
                    .filter(second -> second * 1000 >= millis)
                    .map(second -> new Found(Long.toString(second), Instant.ofEpochSecond(second)));
            return new Answer(
                    found,
                    OptionalLong.of(found.map(record ->
                                    NOW.toEpochMilli() - record.arrival().toEpochMilli())
                            .orElse(0L)));
        }

        @Override
        public Optional<Answer> at(final String shardId, final String sequenceNumber) {
            return Optional.of(since(shardId, Long.parseLong(sequenceNumber) * 1000));
        }
    };

    private WholeRewind rewind() {
        return new WholeRewind(
                shards, new Snapshot(rows), MARK, new StreamDirectory.Listing(listing, NOW.toEpochMilli()), report);
    }

    private void lease(final String shardId, final String checkpoint) {
        final Map<String, AttributeValue> item =
                new HashMap<>(Rows.lease(shardId, null, 1).item());
        item.put("checkpoint", fromS(checkpoint));
        rows.add(new ManagedRow(item));
    }

    private void shard(final String id, final String... parents) {
        listing.add(new ShardInfo(id, List.of(parents), false, "0", "9"));
    }

    private Map<String, Object> row(final String shardId) {
        return report.tables().get("shards").stream()
                .filter(row -> row.get("shardId").equals(shardId))
                .findFirst()
                .orElseThrow();
    }

    private boolean saysThatRecordsAreSkipped() {
        return report.notes().stream().anyMatch(note -> note.contains("SKIPPED"));
    }

    @Test
    void recordsOfAChildWhoseParentIsStillReadAreToldToBeSkipped() throws InterruptedException {
        shard("parent");
        shard("child", "parent");
        lease("parent", "900");
        records.put("parent", 900L);
        records.put("child", 950L);
        rewind().toLatest();
        assertThat(row("child"))
                .containsEntry("skips", true)
                .containsEntry("remark", "not begun: its turn has not come")
                .doesNotContainKey("checkpointBefore");
        assertThat(saysThatRecordsAreSkipped()).isTrue();
    }

    @Test
    void whatAChildHasIsNotSkippedByARewindToBeforeIt() throws Exception {
        shard("parent");
        shard("child", "parent");
        lease("parent", "SHARD_END");
        records.put("child", 950L);
        rewind().toTime(Instant.ofEpochSecond(940));
        assertThat(row("child")).containsEntry("skips", false);
        assertThat(saysThatRecordsAreSkipped()).isFalse();
    }

    @Test
    void anEmptyChildHasNothingToBeSkipped() throws InterruptedException {
        shard("parent");
        shard("child", "parent");
        lease("parent", "SHARD_END");
        rewind().toLatest();
        assertThat(row("child")).containsEntry("skips", false);
        assertThat(saysThatRecordsAreSkipped()).isFalse();
    }

    @Test
    void aFinishedParentWithoutLeaseIsNotTold() throws InterruptedException {
        shard("parent");
        shard("child", "parent");
        lease("child", "TRIM_HORIZON");
        records.put("parent", 900L);
        rewind().toLatest();
        assertThat(report.tables().get("shards"))
                .extracting(row -> row.get("shardId"))
                .containsExactly("child");
    }

    @Test
    void nothingIsSkippedFromTheOldestRecordOn() throws InterruptedException {
        shard("new");
        records.put("new", 950L);
        rewind().toOldest();
        assertThat(row("new")).containsEntry("skips", false);
    }

    @Test
    void aShardWithACorruptLeaseMayHaveWhatIsSkipped() throws InterruptedException {
        shard("broken");
        lease("broken", "abc");
        rewind().toLatest();
        assertThat(row("broken")).containsEntry("skips", true);
        assertThat(row("broken").get("remark").toString()).contains("checkpoint is \"abc\"");
        assertThat(saysThatRecordsAreSkipped()).isTrue();
    }
}
