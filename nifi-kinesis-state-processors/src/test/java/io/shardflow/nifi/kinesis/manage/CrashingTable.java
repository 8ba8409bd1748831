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

/** A table whose user dies at a write, just before it reaches DynamoDB or just after. */
final class CrashingTable extends ForwardingTable {

    /** The death. An error, so that nobody deals with it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final int at;
    private final boolean takesEffect;
    private int writes;

    /** @param at which write, from 1; 0 for none */
    CrashingTable(final ManagedTable table, final int at, final boolean takesEffect) {
        super(table);
        this.at = at;
        this.takesEffect = takesEffect;
    }

    @Override
    <T> T write(final Supplier<T> write) {
        writes++;
        if (writes != at) {
            return write.get();
        }
        if (takesEffect) {
            write.get();
        }
        throw new Crash();
    }
}
