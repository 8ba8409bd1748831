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
package io.shardflow.nifi.snowflake.load;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.List;
import java.util.Map;

/**
 * Loads batches into one table, each record of them once. Any number of threads.
 *
 * <p>This is all that a load task knows of the way into the table; the one way there is now is
 * {@link io.shardflow.nifi.snowflake.ledger.LedgerLoader}. Another would stand beside it, for example a channel of Snowpipe
 * Streaming for each shard.
 */
public interface TableLoader {

    /**
     * Loads a batch, with as many attempts as fit into the loader's time.
     *
     * @throws InterruptedException while pausing between attempts; nothing is left open
     */
    LoadOutcome load(Batch batch) throws InterruptedException;

    /**
     * Uploads records before they are loaded, perhaps while others of their shards are, if a session is to spare. Nothing fails by it:
     * what could not be uploaded, the load does.
     */
    Uploaded upload(List<Records> records);

    /** Records on their way. They keep a session until they are loaded or somebody else needs it. One thread. */
    interface Uploaded extends AutoCloseable {

        /** As {@link TableLoader#load}, of any batch; what is not uploaded by now it uploads. */
        LoadOutcome load(Batch batch) throws InterruptedException;

        /** Gives the session back; what was uploaded and not loaded is never loaded. */
        @Override
        void close();
    }

    /**
     * Finds out how far the table is of shards that were not loaded in this run yet. Nothing fails by it: what could not be found
     * out, the load does.
     *
     * @param ranges by shard, all that is to be loaded next
     */
    void lookAhead(Map<StreamShard, ShardRange> ranges);

    /**
     * Whether a range lies above what the table has, as is known at the moment: a {@link Batch} of such records alone is loaded the
     * short way if none of its shards comes twice, or higher each time.
     */
    boolean isAbove(ShardRange range);

    /**
     * Checks the table again, as at the start: somebody has altered it.
     *
     * @return false if it is another table than at the start, which needs another loader
     * @throws WarehouseException PERMANENT if it is missing or refused, with the reasons; any other kind means that checking
     *     is worth another try
     */
    boolean check() throws WarehouseException;

    /**
     * Changes the table's columns, alone among all that load into it.
     *
     * @param statements in the warehouse's language; each may be run again, by this node or another
     * @throws ChangeRefusedException if the role may not, or the table cannot be changed so
     * @throws WarehouseException PERMANENT if something else needs somebody to act; LEDGER_GONE if nothing more may be loaded;
     *     any other kind means that it is worth another try
     */
    void alter(List<String> statements) throws WarehouseException;
}
