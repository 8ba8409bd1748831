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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiClient;
import java.util.Map;

/** PutSnowflake of the flow as it is shipped. */
final class PutSnowflakeLoader extends Loader {

    private final Connector connector;

    PutSnowflakeLoader(final NifiClient nifi, final Connector connector, final Canvas canvas) {
        super(nifi, connector, canvas, connector.processor(Connector.SINK).id());
        this.connector = connector;
    }

    @Override
    String label() {
        return "PutSnowflake";
    }

    @Override
    void into(final String table, final int together) {
        connector.set(Map.of("Snowflake Destination Table", table));
        configure(Map.of("Maximum FlowFiles per Transaction", Integer.toString(together)));
    }

    @Override
    long loaded(final Map<String, Long> counters) {
        return counters.getOrDefault("Rows Loaded", 0L) + counters.getOrDefault("Rows Recognised", 0L);
    }
}
