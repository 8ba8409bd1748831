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
package io.shardflow.nifi.snowflake;

import io.shardflow.nifi.snowflake.ledger.RunNames;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * The names of the transactions of one run of the processor, known from its first trigger on. Not before: the state that NiFi 2.3.0
 * gives to a processor of a Stateless group when it schedules it is kept nowhere, and that of a trigger is. Without the id of
 * earlier runs, what a killed one has left open would hold up its table for up to five minutes.
 *
 * <p>Any thread.
 */
final class NamesOfRun implements AutoCloseable {

    private RunNames names;
    private boolean closed;

    /** To be called by each trigger. @param state of the trigger's context */
    synchronized void triggered(final StateManager state, final ComponentLog log) {
        if (names == null) {
            names = new RunNames(ProcessorId.of(state, log));
            if (closed) {
                names.close();
            }
        }
    }

    /** After the first trigger. */
    synchronized RunNames get() {
        return names;
    }

    /** The run has ended. */
    @Override
    public synchronized void close() {
        closed = true;
        if (names != null) {
            names.close();
        }
    }
}
