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

import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import java.util.List;

/**
 * The first transaction of a task whose turn has not come, uploaded while another one is loaded. It is used only for the very batch
 * that it was uploaded for, by the same loader. One task, one thread.
 */
final class UploadAhead implements AutoCloseable {

    private TableLoader loader;
    private Batch batch;
    private TableLoader.Uploaded uploaded;

    /** Only what lies above the table: of other records the transactions are not known before those that are loaded have ended. */
    <F> void upload(final TableLoader to, final List<Delivery<F>> deliveries) {
        if (TransactionPlanner.ranges(deliveries).values().stream().allMatch(to::isAbove)) {
            loader = to;
            batch = Batch.of(TransactionPlanner.plan(deliveries, to::isAbove).getFirst());
            uploaded = to.upload(batch);
        }
    }

    /** Loads a batch, with what was uploaded if that is the same. */
    LoadOutcome load(final TableLoader to, final Batch next) throws InterruptedException {
        try {
            if (uploaded != null && to == loader && next.equals(batch)) {
                return uploaded.load();
            }
        } finally {
            close();
        }
        return to.load(next);
    }

    /** Lets go of what was uploaded. */
    @Override
    public void close() {
        if (uploaded != null) {
            uploaded.close();
        }
        uploaded = null;
    }
}
