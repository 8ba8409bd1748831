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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;

/**
 * Takes FlowFiles of one table, the first that may be loaded now, up to the bounds of a transaction. Those whose shard
 * another task has in hand stay in the queue, and none overtakes one of its shard. One thread.
 */
final class OneTableFilter implements FlowFileFilter {

    private final Function<FlowFile, String> tableOf;
    private final Predicate<String> mayBeLoaded;
    private final ShardsInHand inHand;
    private final BatchLimits limits;
    private final Set<StreamShard> shards = new HashSet<>();

    /** Tables of which a FlowFile of no known shard stays in the queue. */
    private final Set<String> held = new HashSet<>();

    private String table;
    private boolean leftOut;
    private boolean full;
    private int flowFiles;
    private long bytes;

    OneTableFilter(
            final Function<FlowFile, String> tableOf,
            final Predicate<String> mayBeLoaded,
            final ShardsInHand inHand,
            final BatchLimits limits) {
        this.tableOf = tableOf;
        this.mayBeLoaded = mayBeLoaded;
        this.inHand = inHand;
        this.limits = limits;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final String wanted = tableOf.apply(flowFile);
        if (table == null ? !mayBeLoaded.test(wanted) : !table.equals(wanted)) {
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }
        final StreamShard shard = ShardsInHand.shardOf(flowFile);
        if (held.contains(wanted) || !inHand.isFree(wanted, shard)) {
            leftOut = true;
            if (ShardsInHand.isAny(shard)) {
                held.add(wanted);
            }
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }
        if (flowFiles > 0 && bytes + flowFile.getSize() > limits.bytes()) {
            // A later one must not overtake it.
            full = true;
            return FlowFileFilterResult.REJECT_AND_TERMINATE;
        }
        table = wanted;
        shards.add(shard);
        flowFiles++;
        bytes += flowFile.getSize();
        full = flowFiles >= limits.flowFiles();
        return full ? FlowFileFilterResult.ACCEPT_AND_TERMINATE : FlowFileFilterResult.ACCEPT_AND_CONTINUE;
    }

    /** Table name, as the property gives it, of the FlowFiles taken; null if none was. */
    String table() {
        return table;
    }

    /** Shards of the FlowFiles taken, as they say. */
    Set<StreamShard> shards() {
        return Set.copyOf(shards);
    }

    int flowFiles() {
        return flowFiles;
    }

    long bytes() {
        return bytes;
    }

    /** Whether a bound of a transaction was reached. */
    boolean isFull() {
        return full;
    }

    /** Whether a FlowFile that may be loaded stays in the queue because another task has its shard in hand. */
    boolean leftOut() {
        return leftOut;
    }
}
