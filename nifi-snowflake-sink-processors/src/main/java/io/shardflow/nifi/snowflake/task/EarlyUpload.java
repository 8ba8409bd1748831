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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.target.Target;
import java.util.List;

/**
 * The files of a task's first transaction, uploaded before its turn has come. Only their records are decided by then, not the
 * columns that they fill. One task, one thread.
 */
final class EarlyUpload implements AutoCloseable {

    private Target.Open target;
    private TargetTable table;
    private TableLoader.Uploaded files;

    /** Only what lies above the table: which others share a transaction is not known before those that are loaded have ended. */
    <F> void upload(final Target.Open to, final List<Delivery<F>> deliveries) {
        final TableLoader loader = to.loader();
        if (TransactionPlanner.ranges(deliveries).values().stream().allMatch(loader::isAbove)) {
            target = to;
            table = to.sessions().target();
            files = loader.upload(TransactionPlanner.plan(deliveries, loader::isAbove).getFirst().stream()
                    .map(Delivery::records)
                    .toList());
        }
    }

    /** Loads a batch, with what was uploaded if it was meant for that and the table is still what it was. */
    LoadOutcome load(final Target.Open to, final Batch batch) throws InterruptedException {
        if (files == null || to != target || !to.sessions().target().equals(table)) {
            close();
            return to.loader().load(batch);
        }
        try {
            return files.load(batch);
        } finally {
            close();
        }
    }

    /** Lets go of what was uploaded. */
    @Override
    public void close() {
        if (files != null) {
            files.close();
            files = null;
        }
    }
}
