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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.stream.MemoryStream;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {

    private final MemoryStream stream =
            new MemoryStream(new StreamIdentity("arn:stream/orders", 1), shard("a"), shard("b"));
    private final Adoption adoption = new Adoption("app", "arn:stream/orders", stream, stream.shards);

    @Test
    void recordsOfTheStreamTell() {
        stream.records.add("a/17");
        assertDoesNotThrow(() -> adoption.check(List.of(lease("a", "17"), lease("b", "TRIM_HORIZON"))));
        assertDoesNotThrow(() -> adoption.check(List.of(lease("a", "17"), lease("b", "SHARD_END"))));
        assertDoesNotThrow(() -> adoption.check(List.of(lease("a", "17"), lease("gone", "16"))));
    }

    @Test
    void oneCheckpointThatIsNoRecordOfTheStreamRefusesAll() {
        stream.records.add("a/17");
        assertRefuses("b has no record 18", lease("a", "17"), lease("b", "18"));
    }

    @Test
    void aShardWithOtherHashKeysRefusesAll() {
        stream.records.add("a/17");
        assertRefuses("hash keys 0 to 5, that of the stream 0 to 9", lease("a", "17"), lease("b", "LATEST", "5"));
        assertDoesNotThrow(() -> adoption.check(List.of(lease("a", "17", "9"))));
    }

    @Test
    void shardsThatWereReadOrFinishedAreNotTakenOverWhenNothingTellsOfWhichStream() {
        assertRefuses("nothing in it tells", lease("a", "SHARD_END"), lease("b", "TRIM_HORIZON"));
        assertRefuses("nothing in it tells", lease("gone", "17"), lease("b", "TRIM_HORIZON"));
    }

    @Test
    void rowsThatWereNeverReadAreHarmless() {
        assertDoesNotThrow(() -> adoption.check(List.of(lease("a", "TRIM_HORIZON"), lease("b", "LATEST"))));
        assertDoesNotThrow(() -> adoption.check(List.of()));
    }

    @Test
    void rowsThatBeginAtATimeNeedThatTime() {
        assertFalse(adoption.beginsAtTime(List.of(lease("a", "17")), false));
        assertTrue(adoption.beginsAtTime(List.of(lease("a", "AT_TIMESTAMP")), true));
        assertTrue(assertThrows(
                        FatalStateException.class,
                        () -> adoption.beginsAtTime(List.of(lease("a", "AT_TIMESTAMP")), false))
                .getMessage()
                .contains("Stream Position Timestamp"));
    }

    private void assertRefuses(final String evidence, final StateRow... leases) {
        final String message = assertThrows(FatalStateException.class, () -> adoption.check(List.of(leases)))
                .getMessage();
        assertTrue(message.contains(evidence), message);
        assertTrue(message.contains("\"app\"") && message.contains("Set an Application Name"), message);
    }

    private static StateRow lease(final String shard, final String checkpoint) {
        return new StateRow(shard, StateRow.Kind.LEASE, checkpoint, null, 0, Optional.empty(), 0, null);
    }

    private static StateRow lease(final String shard, final String checkpoint, final String endOfRange) {
        return new StateRow(
                shard,
                StateRow.Kind.LEASE,
                checkpoint,
                null,
                null,
                0,
                Optional.empty(),
                0,
                null,
                Optional.of(new StateRow.HashRange("0", endOfRange)),
                Optional.empty(),
                Optional.empty());
    }

    private static ShardInfo shard(final String id) {
        return new ShardInfo(id, List.of(), false, "0", "9");
    }
}
