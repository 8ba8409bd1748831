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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.Set;

/** How one transaction ended, when no statement failed. In all cases but the first it was rolled back. */
sealed interface Attempt {

    /** COMMIT was acknowledged, and Snowflake knows the transaction as committed, or the ledger shows it. */
    record Committed(long inserted, long recognised, boolean fast) implements Attempt {}

    /** Others have set these shards' rows since they were read; or these rows are missing or doubled. */
    record Lost(Set<StreamShard> conflicts) implements Attempt {}

    /** Something was learnt or made that the next attempt needs; there is nothing to wait for. */
    record Learnt() implements Attempt {}

    /** Others made ledger rows at the same time. */
    record Overtaken() implements Attempt {}

    /** The guard is not the one that was found at start. */
    record Replaced() implements Attempt {}

    /** The target was altered since the batch's columns were chosen. */
    record Altered() implements Attempt {}

    /**
     * The files do not hold what the batch says.
     *
     * @param missing whether fewer rows arrived; otherwise more did, or a position came twice
     */
    record Miscounted(String message, boolean missing) implements Attempt {}
}
