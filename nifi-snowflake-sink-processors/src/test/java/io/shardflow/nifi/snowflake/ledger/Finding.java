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
package io.shardflow.nifi.snowflake.ledger;

/** What the model found wrong with a history. */
final class Finding extends AssertionError {

    private static final long serialVersionUID = 1L;

    enum Kind {
        /** An EXACTLY_ONCE transaction committed a row that the table had. */
        DOUBLE,
        /** A record was acknowledged and is not in the table. */
        LOSS,
        /** A record left for the rejected ones though it can be loaded. */
        REJECTED,
        /** Rows were loaded, or refused, by a description of the target that no longer holds. */
        ALTERED,
        /** No progress although everybody gets his turn. */
        STUCK,
        /** The ledger is not what its readers rely on. */
        LEDGER
    }

    private final Kind kind;

    Finding(final Kind kind, final String message) {
        super(kind + ": " + message);
        this.kind = kind;
    }

    /** The same with the story that led to it. */
    Finding with(final String story) {
        final Finding told =
                new Finding(kind, getMessage().substring(kind.name().length() + 2) + "\n" + story);
        told.setStackTrace(getStackTrace());
        return told;
    }

    Kind kind() {
        return kind;
    }
}
