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

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What the model finds wrong with a change of the target's columns (point 13). */
class ModelWarehouseTest {

    private final ModelWarehouse warehouse = new ModelWarehouse(
            new Awkwardness(Awkwardness.Waiting.READS_AGAIN, Awkwardness.Sight.LATEST, 0), new Random(1));

    private ModelTransaction begin(final String name) {
        return warehouse.begin(name, DeliveryGuarantee.EXACTLY_ONCE);
    }

    private ModelTransaction beginInAnotherTask(final String name) throws Exception {
        final FutureTask<ModelTransaction> task = new FutureTask<>(() -> begin(name));
        Thread.ofVirtual().start(task);
        return task.get();
    }

    private ModelTransaction load() throws Exception {
        final ModelTransaction load = beginInAnotherTask("load");
        warehouse.load(
                load,
                List.of(new ModelRecord(new StreamShard("stream", "shard"), new Position("10", 0))),
                warehouse.shape);
        return load;
    }

    @Test
    void aLoadThatBeganBeforeAChangeMustNotCommitAfterIt() throws Exception {
        final ModelTransaction load = load();
        final ModelTransaction change = begin("change");
        warehouse.alter("changed");
        warehouse.commit(change);
        assertThrows(Finding.class, () -> warehouse.commit(load));
    }

    @Test
    void itMayCommitBeforeIt() throws Exception {
        final ModelTransaction load = load();
        final ModelTransaction change = begin("change");
        warehouse.alter("changed");
        warehouse.commit(load);
        assertDoesNotThrow(() -> warehouse.commit(change));
    }

    @Test
    void aChangeWhoseTransactionWasEndedFromOutsideBindsNobody() throws Exception {
        final ModelTransaction load = load();
        warehouse.abort(begin("change"));
        final ModelTransaction other = beginInAnotherTask("other");
        warehouse.lock(ModelWarehouse.Table.GUARD, other);
        warehouse.alter("changed");
        warehouse.commit(other);
        assertDoesNotThrow(() -> warehouse.commit(load));
    }
}
