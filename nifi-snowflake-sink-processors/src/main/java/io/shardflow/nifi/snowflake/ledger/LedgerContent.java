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
import java.util.Map;

/**
 * Guard row and number of ledger rows, read in one statement.
 *
 * @param ledgerId identity of this ledger; another one means another ledger
 * @param guardToken changes whenever rows are made, repaired or cleared; not with every load
 * @param targetCreated creation time of the target that the rows speak of, as text
 * @param rows for each shard that was asked for, how many ledger rows it has: 1 is right
 */
public record LedgerContent(String ledgerId, String guardToken, String targetCreated, Map<StreamShard, Integer> rows) {

    public LedgerContent {
        rows = Map.copyOf(rows);
    }
}
