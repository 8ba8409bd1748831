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

/**
 * How unhelpful the modelled Snowflake is within what its documents allow.
 *
 * @param waiting what an UPDATE works on that had to wait
 * @param sight what an open session sees of others' commits
 * @param staleSteps for how long a session may overlook a commit
 */
record Awkwardness(Waiting waiting, Sight sight, int staleSteps) {

    enum Waiting {
        /** Reads again after the wait. */
        READS_AGAIN,
        /** Its condition was decided before the wait. */
        OLD_CONDITION,
        /** Its condition was decided before the wait, and it writes the whole row as it was then. */
        OLD_ROW
    }

    enum Sight {
        /** The last commit at once. */
        LATEST,
        /** Perhaps an older state, but never older than one seen before. */
        LAGGING,
        /** Perhaps an older state, and the next statement a still older one. */
        JUMPING
    }
}
