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

import io.shardflow.nifi.snowflake.ledger.ModelState.Guard;
import io.shardflow.nifi.snowflake.ledger.ModelState.LedgerRow;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an open transaction has done so far. */
final class ModelTransaction {

    final TransactionId id;
    /** Empty: not named. */
    final String name;

    final DeliveryGuarantee guarantee;
    final int ledgerEpoch;
    /** Each task has its own, and changes columns by the same. */
    final Thread task = Thread.currentThread();

    final List<ModelRecord> inserted = new ArrayList<>();
    final Map<Integer, LedgerRow> updated = new HashMap<>();
    final Map<Integer, LedgerRow> added = new HashMap<>();
    final Set<Integer> deleted = new HashSet<>();
    /** Whether rows went into columns that they were not meant for. */
    boolean distorted;
    /** Whether our own change of the target's columns, with new tokens, was committed since it brought rows into them. */
    boolean outlived;
    /** Those that had brought rows into the target before who began this one changed its columns. */
    final Set<ModelTransaction> older = new HashSet<>();
    /** What the look saw by which rows were inserted; null: there was none. */
    ModelState looked;
    /** Row image of the guard; null: not touched. */
    Guard guard;

    /** Whether it was ended from outside, which its session does not know. */
    boolean aborted;

    /** Detached: when the server ends it, and how. */
    int endsAt;

    boolean endsWithCommit;

    ModelTransaction(
            final TransactionId id, final String name, final DeliveryGuarantee guarantee, final int ledgerEpoch) {
        this.id = id;
        this.name = name;
        this.ledgerEpoch = ledgerEpoch;
        this.guarantee = guarantee;
    }

    /** A ledger as this transaction sees it on top of a committed one. */
    Map<Integer, LedgerRow> over(final Map<Integer, LedgerRow> committed) {
        final Map<Integer, LedgerRow> result = new HashMap<>(committed);
        updated.forEach(result::replace);
        result.putAll(added);
        result.keySet().removeAll(deleted);
        return result;
    }
}
