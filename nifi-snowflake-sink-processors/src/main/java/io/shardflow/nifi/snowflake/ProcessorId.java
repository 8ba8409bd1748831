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

import io.shardflow.nifi.snowflake.ledger.AttemptId;
import java.io.IOException;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * The id by which a processor on a node knows what its earlier runs have left in Snowflake, in its local state: made
 * once. A node made from a copy of another's folders has the same id, which only costs the two another try now and then.
 */
final class ProcessorId {

    static final String ID = "transactions.id";

    private static final String FORM = "[0-9A-F]{32}";

    private ProcessorId() {}

    /**
     * The id, made when there is none. Without a state to keep it in, one for this run. Any thread; the copies of a processor in
     * a Stateless group have one state and take turns.
     */
    static synchronized String of(final StateManager state, final ComponentLog log) {
        final String fresh = AttemptId.randomDigits();
        try {
            final String known = state.getState(Scope.LOCAL).toMap().getOrDefault(ID, "");
            if (known.matches(FORM)) {
                return known;
            }
            state.setState(Map.of(ID, fresh), Scope.LOCAL);
        } catch (final IOException | RuntimeException e) {
            log.warn(
                    "The id by which this processor knows its own transactions could not be kept in NiFi's local state. Records"
                            + " are loaded, but a transaction that is open when NiFi is killed holds up its table for up to five"
                            + " minutes, since the next start cannot tell that it may end it. Check the local provider in"
                            + " conf/state-management.xml and its directory: {}",
                    e.toString());
        }
        return fresh;
    }
}
