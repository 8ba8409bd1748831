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

import io.shardflow.nifi.kinesis.state.ManagedRow;
import java.util.Optional;

/** What can be done with a state in which rows are corrupt, and what people are told of them. Pure. */
final class CorruptRows {

    static final String STATE = "corrupt";

    static final String RESET_REMEDY = "Run RESET";
    private static final String REMEDY =
            "REWIND the application to a time, TRIM_HORIZON or LATEST, which makes its rows anew, or run RESET";

    private CorruptRows() {}

    /** What is wrong with a row and what helps, for a report. */
    static String remark(final ManagedRow row) {
        return "%s. %s".formatted(row.fault().orElseThrow(), remedy(row));
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
            throw refusal(row, seen.begun().isPresent() ? RESET_REMEDY : remedy(row));
        }
    }

    static ChangeRefusedException refusal(final ManagedRow row, final String remedy) {
        return new ChangeRefusedException("The row \"%s\" of the state is corrupt: %s. Nothing was changed. %s."
                .formatted(row.key(), row.fault().orElseThrow(), remedy));
    }

    private static String remedy(final ManagedRow row) {
        return row.isMark() ? RESET_REMEDY : REMEDY;
    }
}
