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
package io.shardflow.nifi.snowflake.progress;

import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.Map;
import java.util.Optional;

/**
 * What one session settles: FlowFiles that leave for success, with the records of theirs that leave for rejected.
 *
 * @param transaction in which their records were loaded; empty if none of them could be
 * @param arrivals of those records by shard id, as far as they say when they arrived
 * @param rejected records that went to rejected
 * @param bytes of the FlowFiles
 */
public record Settled(
        Optional<LoadOutcome.Loaded> transaction, Map<String, ArrivalRange> arrivals, long rejected, long bytes) {

    public Settled {
        arrivals = Map.copyOf(arrivals);
    }
}
