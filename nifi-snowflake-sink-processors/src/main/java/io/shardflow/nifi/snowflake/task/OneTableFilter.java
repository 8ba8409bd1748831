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
import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;

/**
 * Takes FlowFiles of one table up to the bounds of a transaction. Those whose shard another task has in hand stay in the queue,
 * and none overtakes one of its shard. One thread.
 */
final class OneTableFilter implements FlowFileFilter {

    private final Function<FlowFile, Destination> destinationOf;
    private final Destination destination;
    private final ShardsInHand.Pass pass;
    private final BatchLimits limits;
    private final Set<StreamShard> shards = new HashSet<>();
    private boolean full;
    private int flowFiles;
    private long bytes;

    OneTableFilter(
            final Function<FlowFile, Destination> destinationOf,
            final Destination destination,
            final ShardsInHand.Pass pass,
            final BatchLimits limits) {
        this.destinationOf = destinationOf;
        this.destination = destination;
        this.pass = pass;
        this.limits = limits;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final StreamShard shard = ShardsInHand.shardOf(flowFile);
        if (full || !destination.equals(destinationOf.apply(flowFile)) || !pass.mayTake(destination, shard)) {
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }
        if (flowFiles > 0 && bytes + flowFile.getSize() > limits.bytes()) {
            // A later one must not overtake it.
            full = true;
            return FlowFileFilterResult.REJECT_AND_TERMINATE;
        }
        shards.add(shard);
        flowFiles++;
        bytes += flowFile.getSize();
        full = flowFiles >= limits.flowFiles();
        return full ? FlowFileFilterResult.ACCEPT_AND_TERMINATE : FlowFileFilterResult.ACCEPT_AND_CONTINUE;
    }

    Destination destination() {
        return destination;
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
}
