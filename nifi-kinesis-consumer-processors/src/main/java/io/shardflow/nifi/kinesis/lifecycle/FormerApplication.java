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

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * The application that this processor ran as on this node, in its local state: so that a start under another name can say
 * which table it leaves behind, and that NiFi's <i>View state</i> shows whose state is where.
 *
 * <p><b>Threading.</b> The run's thread. Takes turns with {@link WorkerId}, which writes the same state.
 */
final class FormerApplication {

    static final String APPLICATION = "application";
    static final String STREAM = "stream";

    /** For people only. */
    static final String TABLE = "dynamodb.table";

    private final StateManager state;
    private final ConsumerSettings settings;
    private final ComponentLog log;

    FormerApplication(final StateManager state, final ConsumerSettings settings, final ComponentLog log) {
        this.state = state;
        this.settings = settings;
        this.log = log;
    }

    /**
     * To be called when the processor has begun to run as the application of its settings: names the table of the one
     * before, if it was another, once.
     */
    void replace() {
        try {
            final Map<String, String> before = keep();
            final String table = before.getOrDefault(APPLICATION, settings.aws().application());
            if (!table.equals(settings.aws().application())) {
                log.info(
                        "Application Name was \"{}\" (stream {}) at the last start and is now \"{}\". The DynamoDB table"
                                + " \"{}\" is left untouched; if no other processor uses it and you will not go back to it,"
                                + " remove it with: aws dynamodb delete-table --table-name {} --region {}",
                        table,
                        before.get(STREAM),
                        settings.aws().application(),
                        table,
                        table,
                        settings.aws().region());
            }
        } catch (final IOException e) {
            log.warn(
                    "The application's name could not be kept in NiFi's local state, so that a later start cannot say which"
                            + " table it leaves behind: {}",
                    e.toString());
        }
    }

    private Map<String, String> keep() throws IOException {
        synchronized (WorkerId.class) {
            final Map<String, String> before = state.getState(Scope.LOCAL).toMap();
            final Map<String, String> values = new HashMap<>(before);
            values.put(APPLICATION, settings.aws().application());
            values.put(STREAM, settings.aws().stream().name());
            values.put(TABLE, settings.aws().application());
            if (!values.equals(before)) {
                state.setState(values, Scope.LOCAL);
            }
            return before;
        }
    }
}
