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
package io.shardflow.nifi.kinesis.lifecycle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;

/**
 * The part of the worker id that outlives restarts, in the processor's local state: with the same id a restarted worker
 * takes its leases back at once.
 *
 * <p><b>Threading.</b> The run's thread. The copies of a processor in a Stateless group have one state, so that all objects of
 * this class take turns.
 */
public final class WorkerId {

    static final String KEY = "worker.id";

    private final StateManager state;

    public WorkerId(final StateManager state) {
        this.state = state;
    }

    /** The id of this processor on this node, made when there is none. */
    public String get() throws IOException {
        synchronized (WorkerId.class) {
            final String known = state.getState(Scope.LOCAL).get(KEY);
            return known == null ? renew() : known;
        }
    }

    /** A new id; the old one is never used again here. */
    public String renew() throws IOException {
        final String id = "shardflow-" + UUID.randomUUID();
        synchronized (WorkerId.class) {
            final Map<String, String> values =
                    new HashMap<>(state.getState(Scope.LOCAL).toMap());
            values.put(KEY, id);
            state.setState(values, Scope.LOCAL);
        }
        return id;
    }
}
