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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;

/**
 * The shards that tasks of this processor have in hand, as far as attributes tell, so that no task takes, spools and gives
 * back what another one has to load first. Only that is decided by it: whoever loads claims the shards that he finds in the
 * records. A FlowFile that does not name its shard may have records of any.
 *
 * <p>Not safe for several threads.
 */
final class ShardsInHand {

    private static final StreamShard ANY = new StreamShard("", "");

    /** By table. */
    private final Map<Destination, Set<StreamShard>> taken = new HashMap<>();

    /** The shard that the FlowFile says it is of, or {@link #ANY}. */
    static StreamShard shardOf(final FlowFile flowFile) {
        final String stream = flowFile.getAttribute(FlowFileAttributes.STREAM_NAME);
        final String shard = flowFile.getAttribute(FlowFileAttributes.SHARD_ID);
        return shard == null || shard.isEmpty() ? ANY : new StreamShard(stream == null ? "" : stream, shard);
    }

    private static boolean isAny(final StreamShard shard) {
        return shard.equals(ANY);
    }

    /** Goes over the queue, perhaps in several calls: decides which FlowFiles may be taken, so that none overtakes one of its shard. */
    final class Pass {

        /** Tables of which a FlowFile of no known shard stays in the queue. */
        private final Set<Destination> held = new HashSet<>();

        /** Whether the next FlowFile may be taken. */
        boolean mayTake(final Destination table, final StreamShard shard) {
            if (!held.contains(table) && isFree(table, shard)) {
                return true;
            }
            if (isAny(shard)) {
                held.add(table);
            }
            return false;
        }
    }

    private boolean isFree(final Destination table, final StreamShard shard) {
        final Set<StreamShard> shards = taken.get(table);
        return shards == null || !isAny(shard) && !shards.contains(ANY) && !shards.contains(shard);
    }

    /** From the beginning of the queue. */
    Pass pass() {
        return new Pass();
    }

    /** @param shards free ones */
    void take(final Destination table, final Set<StreamShard> shards) {
        if (!shards.isEmpty()) {
            taken.computeIfAbsent(table, key -> new HashSet<>()).addAll(shards);
        }
    }

    void giveBack(final Destination table, final Set<StreamShard> shards) {
        taken.computeIfPresent(table, (key, all) -> {
            all.removeAll(shards);
            return all.isEmpty() ? null : all;
        });
    }
}
