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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what was loaded of some shards so far. One question each, outside of any transaction. One thread. */
public interface LoadedSoFar extends AutoCloseable {

    /** Every row that the ledger has of these streams. */
    List<LedgerEntry> ledger(Collection<String> streams) throws WarehouseException;

    /**
     * Of each shard the highest row of the table that is not below a position. Only few rows are not, if the position is the
     * ledger's: the question is cheap on a table of any size.
     *
     * @param seconds longest time that it may take
     * @return without the shards that have no such row
     */
    Map<StreamShard, LastLoaded> from(Map<StreamShard, Position> positions, int seconds) throws WarehouseException;

    /**
     * Of each shard the highest row of the table.
     *
     * @param shards where there is a time, only rows that arrived at that time or later are searched
     * @param seconds longest time that it may take
     * @return without the shards that have no such row
     */
    Map<StreamShard, LastLoaded> highest(Map<StreamShard, Optional<Instant>> shards, int seconds)
            throws WarehouseException;

    /**
     * Whether the table has a row of a stream. Cheap if there is one: any will do.
     *
     * @param arrivedBefore empty: whenever it arrived
     * @param seconds longest time that it may take
     */
    boolean hasRow(String stream, Optional<Instant> arrivedBefore, int seconds) throws WarehouseException;

    @Override
    void close();
}
