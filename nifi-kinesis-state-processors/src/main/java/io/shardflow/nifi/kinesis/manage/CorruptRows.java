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

import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.UnmarkedTable;
import java.util.Optional;

/** What can be done with a state in which rows are corrupt, and what people are told of them. Pure. */
final class CorruptRows {

    static final String STATE = "corrupt";

    private static final String RESET_REMEDY = "Run RESET";
    private static final String REMEDY =
            "REWIND the application to a time, TRIM_HORIZON or LATEST, which makes its rows anew, or run RESET";

    private CorruptRows() {}

    /** What is wrong with a row and what helps, for a report. */
    static String remark(final Snapshot seen, final ManagedRow row, final String table) {
        return "%s. %s"
                .formatted(
                        row.fault().orElseThrow(),
                        isToBeRewound(seen) ? REMEDY : remedyWithoutRewind(seen, row, table));
    }

    /** A state without a sound mark, or in which checkpoints are still to be put back, cannot be rewound. */
    private static boolean isToBeRewound(final Snapshot seen) {
        return seen.mark().isPresent()
                && seen.markRow().flatMap(ManagedRow::fault).isEmpty()
                && seen.begun()
                        .filter(change -> change.kind() == BegunChange.Kind.CHECKPOINTS)
                        .isEmpty();
    }

    private static String remedyWithoutRewind(final Snapshot seen, final ManagedRow row, final String table) {
        return seen.streamArn().isPresent() ? RESET_REMEDY : UnmarkedTable.remedy(table, row.key());
    }

    /** Why a state that does not say where it began cannot be rewound; empty if no row of it is corrupt. */
    static Optional<ChangeRefusedException> unmarked(final Snapshot seen, final String table) {
        return seen.markRow()
                .filter(row -> row.fault().isPresent())
                .or(() -> seen.corrupt().stream().findFirst())
                .map(row -> refusal(row, remedyWithoutRewind(seen, row, table)));
    }

    /** For a report; empty if there is none. */
    static Optional<String> note(final Snapshot seen) {
        return seen.corrupt().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("ATTENTION: %d of %d rows are corrupt, and ConsumeKinesisStream does not start. They are listed"
                                        + " below, with what helps.")
                                .formatted(seen.corrupt().size(), seen.rows().size()));
    }

    /** @throws ChangeRefusedException if a rewind cannot be built on what is left of the state */
    static void refuse(final Snapshot seen, final RewindTo to) throws ChangeRefusedException {
        final Optional<ManagedRow> mark =
                seen.markRow().filter(row -> row.fault().isPresent());
        final boolean whole = seen.begun().isEmpty() && to.isOfApplication();
        if (mark.isPresent() || !whole && !seen.corrupt().isEmpty()) {
            final ManagedRow row = mark.orElseGet(() -> seen.corrupt().getFirst());
            throw refusal(row, seen.begun().isPresent() || mark.isPresent() ? RESET_REMEDY : REMEDY);
        }
    }

    private static ChangeRefusedException refusal(final ManagedRow row, final String remedy) {
        return new ChangeRefusedException("The row \"%s\" of the state is corrupt: %s. Nothing was changed. %s."
                .formatted(row.key(), row.fault().orElseThrow(), remedy));
    }
}
