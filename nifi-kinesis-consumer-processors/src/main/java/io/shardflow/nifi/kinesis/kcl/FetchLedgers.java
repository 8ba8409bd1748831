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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fetch ledger of each shard whose lease is held. The client library makes the fetcher of a shard before it makes the
 * shard's processor known, and it does not make a second one before the first is done.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class FetchLedgers {

    private final Map<String, FetchLedger> ledgers = new ConcurrentHashMap<>();
    private final ByteBudget budget;
    private final int maxRecords;

    FetchLedgers(final ByteBudget budget, final int maxRecords) {
        this.budget = budget;
        this.maxRecords = maxRecords;
    }

    /** A new ledger for the shard; the one before it is closed. */
    FetchLedger open(final String shardId) {
        final FetchLedger ledger = new FetchLedger(budget, maxRecords);
        final FetchLedger before = ledgers.put(shardId, ledger);
        if (before != null) {
            before.close();
        }
        return ledger;
    }

    FetchLedger of(final String shardId) {
        return ledgers.computeIfAbsent(shardId, key -> new FetchLedger(budget, maxRecords));
    }

    void close(final String shardId, final FetchLedger ledger) {
        ledgers.remove(shardId, ledger);
        ledger.close();
    }
}
