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
package io.shardflow.nifi.kinesis.state;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Slot numbers that keep two Schedulers of one JVM from sharing a worker id: the concurrent tasks of a Stateless group are
 * copies of one processor with one local state. A slot is held until its Scheduler's {@code run()} has returned.
 *
 * <p><b>Threading.</b> One registry per class loader; static methods synchronized on the class, called by start threads
 * and Scheduler threads.
 */
public final class WorkerSlots {

    private static final Map<String, BitSet> TAKEN = new HashMap<>();

    private WorkerSlots() {}

    /** The lowest free slot of the id, 0 or more. */
    public static synchronized int claim(final String id) {
        final BitSet taken = TAKEN.computeIfAbsent(id, key -> new BitSet());
        final int slot = taken.nextClearBit(0);
        taken.set(slot);
        return slot;
    }

    public static synchronized void release(final String id, final int slot) {
        final BitSet taken = TAKEN.get(id);
        if (taken != null) {
            taken.clear(slot);
            if (taken.isEmpty()) {
                TAKEN.remove(id);
            }
        }
    }
}
