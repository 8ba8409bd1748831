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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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

    /** In the order in which they were taken. */
    private final List<Hold> holds = new ArrayList<>();

    /** What one task has in hand of a table. */
    static final class Hold {
        private final Destination table;
        private final Set<StreamShard> shards;
        private boolean followed;
        private boolean overtakes;

        private Hold(final Destination table, final Set<StreamShard> shards) {
            this.table = table;
            this.shards = shards;
        }

        /** Whether FlowFiles of the other's shards were put back, which these would overtake. */
        boolean overtakes() {
            return overtakes;
        }

        private boolean hasAnyOf(final Hold other) {
            return table.equals(other.table)
                    && (shards.contains(ANY)
                            || other.shards.contains(ANY)
                            || !Collections.disjoint(shards, other.shards));
        }

        private boolean has(final Destination some, final StreamShard shard) {
            return table.equals(some) && (isAny(shard) || shards.contains(ANY) || shards.contains(shard));
        }
    }

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

        private final boolean ahead;

        /** Tables of which a FlowFile of no known shard stays in the queue. */
        private final Set<Destination> held = new HashSet<>();

        private Pass(final boolean ahead) {
            this.ahead = ahead;
        }

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

        private boolean isFree(final Destination table, final StreamShard shard) {
            return holds.stream().noneMatch(hold -> !(ahead && hold.followed) && hold.has(table, shard));
        }
    }

    /** From the beginning of the queue. */
    Pass pass() {
        return new Pass(false);
    }

    /** Likewise, for a task that waits for its turn before it loads: also what comes behind that of {@link #letFollow}. */
    Pass passAhead() {
        return new Pass(true);
    }

    /** @param shards free ones */
    Hold take(final Destination table, final Set<StreamShard> shards) {
        final Hold hold = new Hold(table, shards);
        holds.add(hold);
        return hold;
    }

    /** Whether no earlier one has any of its shards. */
    boolean isFirst(final Hold hold) {
        return holds.subList(0, holds.indexOf(hold)).stream().noneMatch(hold::hasAnyOf);
    }

    /** All of it is read. Those that take what comes behind are {@link #isFirst} when it was given back. */
    void letFollow(final Hold hold) {
        hold.followed = true;
    }

    /** @param settled whether no FlowFile goes back into the queue */
    void giveBack(final Hold hold, final boolean settled) {
        holds.remove(hold);
        if (!settled) {
            holds.stream().filter(hold::hasAnyOf).forEach(other -> other.overtakes |= hold.followed);
        }
    }
}
