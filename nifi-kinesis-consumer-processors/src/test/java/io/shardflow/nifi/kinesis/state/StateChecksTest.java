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

import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StateChecksTest {

    private static final StreamIdentity STREAM = new StreamIdentity("arn:stream/orders", 1000);
    private static final StateTable.Identity TABLE = new StateTable.Identity("1", List.of("leaseKey"), true, true);

    @Test
    void aTableWithOtherKeysIsRefusedAndItsOwnerNamedWhereKnown() {
        assertDoesNotThrow(() -> StateChecks.usable("app", TABLE));
        final StateTable.Identity openflow =
                new StateTable.Identity("1", List.of("streamName", "shardId"), true, false);
        assertTrue(message(() -> StateChecks.usable("app", openflow)).contains("ConsumeKinesis"));
        final StateTable.Identity unknown = new StateTable.Identity("1", List.of("id"), true, false);
        assertFalse(message(() -> StateChecks.usable("app", unknown)).contains("ConsumeKinesis"));
    }

    @Test
    void rowsOfAnotherStreamAreRefusedEvenIfItHasTheSameName() {
        final StateRow ours = lease(Optional.of(new StartData(STREAM, OptionalLong.empty())));
        final StateRow unmarked = lease(Optional.empty());
        assertDoesNotThrow(() -> StateChecks.ofStream("app", List.of(ours, unmarked), STREAM));
        final StreamIdentity recreated = new StreamIdentity(STREAM.arn(), 2000);
        assertTrue(message(() -> StateChecks.ofStream("app", List.of(unmarked, ours), recreated))
                .contains("delete the table (or set another Application Name)"));
        final StreamIdentity other = new StreamIdentity("arn:stream/returns", 1000);
        assertTrue(message(() -> StateChecks.ofStream("app", List.of(unmarked, ours), other))
                .contains("each stream needs one of its own"));
    }

    @Test
    void aTableThatIsGoneOrAnotherOneStopsTheRun() {
        assertDoesNotThrow(() -> StateChecks.unchanged("app", TABLE, Optional.of(TABLE)));
        assertTrue(message(() -> StateChecks.unchanged("app", TABLE, Optional.empty()))
                .contains("was deleted"));
        final StateTable.Identity other = new StateTable.Identity("2", List.of("leaseKey"), true, true);
        assertTrue(message(() -> StateChecks.unchanged("app", TABLE, Optional.of(other)))
                .contains("was replaced"));
    }

    @Test
    void anApplicationThatBeginsElsewhereStopsWhoeverKnowsTheOldBeginningAtItsStartOrLater() {
        final StartData start = new StartData(STREAM, OptionalLong.empty());
        final StateRow mark =
                new StateRow(StateItems.MARK, StateRow.Kind.OTHER, null, null, 0, Optional.of(start), 0, null);
        assertDoesNotThrow(() -> StateChecks.sameStart("app", List.of(mark), start));
        assertTrue(
                message(() -> StateChecks.sameStart("app", List.of(mark), new StartData(STREAM, OptionalLong.of(1000))))
                        .contains("since this consumer read it"));
    }

    @Test
    void aStateThatIsHalfChangedSaysWhatFinishesItAndWhatHelpsIfNothingCan() {
        final StateRow mark = new StateRow(
                StateItems.MARK,
                StateRow.Kind.OTHER,
                null,
                null,
                null,
                0,
                Optional.of(new StartData(STREAM, OptionalLong.empty())),
                0,
                null,
                Optional.empty(),
                Optional.of(new BegunChange(
                        "id",
                        BegunChange.Kind.CHECKPOINTS,
                        "read again",
                        Instant.EPOCH,
                        OptionalLong.empty(),
                        List.of())),
                Optional.empty());
        final String message = message(() -> StateChecks.whole("app", List.of(mark)));
        for (final String part : List.of("half changed", "read again", "Dry Run", "cannot be finished", "RESET")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aStreamThatWasCreatedAgainStopsTheRun() {
        assertDoesNotThrow(() -> StateChecks.sameStream("orders", STREAM, STREAM));
        assertTrue(message(() -> StateChecks.sameStream("orders", STREAM, new StreamIdentity(STREAM.arn(), 2000)))
                .contains("created again"));
    }

    @Test
    void aForeignRunInTheWorkerRowIsATwin() {
        assertDoesNotThrow(() -> StateChecks.noTwin("w", "run", worker("run")));
        assertDoesNotThrow(() -> StateChecks.noTwin("w", "run", worker(null)));
        final FatalStateException twin =
                assertThrows(FatalStateException.class, () -> StateChecks.noTwin("w", "run", worker("other")));
        assertTrue(twin.needsNewWorkerId());
    }

    private static String message(final Runnable check) {
        return assertThrows(FatalStateException.class, check::run).getMessage();
    }

    private static StateRow lease(final Optional<StartData> start) {
        return new StateRow("shard", StateRow.Kind.LEASE, "TRIM_HORIZON", null, 0, start, 0, null);
    }

    private static StateRow worker(final String run) {
        return new StateRow("w", StateRow.Kind.WORKER, null, null, 0, Optional.empty(), 0, run);
    }
}
