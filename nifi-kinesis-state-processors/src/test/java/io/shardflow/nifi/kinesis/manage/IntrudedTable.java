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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.ManagedTable;
import java.util.function.Supplier;

/** A table in which a worker does something just before the first lease is changed. */
final class IntrudedTable extends ForwardingTable {

    private Runnable intrusion;

    IntrudedTable(final ManagedTable table, final Runnable intrusion) {
        super(table);
        this.intrusion = intrusion;
    }

    @Override
    boolean change(final Supplier<Boolean> write) {
        intrusion.run();
        intrusion = () -> {};
        return super.change(write);
    }
}
