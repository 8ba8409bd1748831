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

import io.shardflow.nifi.kinesis.status.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * Shows in NiFi's <i>View state</i> what the last heartbeat said. For people only: nothing here reads it.
 *
 * <p><b>Threading.</b> The run's thread. Takes turns with {@link WorkerId}, which writes the same state.
 */
final class ShownProgress {

    static final String AT = "progress.at";
    static final String SHARDS_HELD = "progress.shards.held";
    static final String LAG = "progress.lag";

    private final StateManager state;
    private final ComponentLog log;

    ShownProgress(final StateManager state, final ComponentLog log) {
        this.state = state;
        this.log = log;
    }

    void show(final Progress progress, final Instant now) {
        try {
            synchronized (WorkerId.class) {
                final Map<String, String> values =
                        new HashMap<>(state.getState(Scope.LOCAL).toMap());
                values.put(AT, now.toString());
                values.put(SHARDS_HELD, Integer.toString(progress.shards().size()));
                values.put(LAG, Heartbeat.lag(progress));
                state.setState(values, Scope.LOCAL);
            }
        } catch (final IOException e) {
            log.debug("The progress could not be kept in NiFi's local state: {}", e.toString());
        }
    }
}
