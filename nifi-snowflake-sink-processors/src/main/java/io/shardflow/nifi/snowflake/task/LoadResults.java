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

import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.nifi.flowfile.FlowFile;

/** Told what is certain of FlowFiles, as soon as it is; those it was told of are done with. Called by the task's thread. */
public interface LoadResults {

    /**
     * A transaction that has been committed.
     *
     * @param arrivals of its records, by shard id, as far as they have any
     * @param transitUri names the table
     * @param startedNanos when it began, on the clock of {@link System#nanoTime()}
     */
    record Committed(
            LoadOutcome.Loaded outcome, Map<String, ArrivalRange> arrivals, String transitUri, long startedNanos) {

        public Committed {
            arrivals = Map.copyOf(arrivals);
        }
    }

    /**
     * Every record of these FlowFiles is in the table, but for those that cannot be loaded.
     *
     * @param rejected of those that have any, the records that cannot be loaded
     * @param gaps of those that come first after a gap, the gap
     */
    void loaded(
            Collection<FlowFile> flowFiles,
            Map<FlowFile, List<RejectedRecords>> rejected,
            Map<FlowFile, Gap> gaps,
            Committed transaction);

    /**
     * The FlowFile holds no record that can be loaded.
     *
     * @param rejected the records that cannot be loaded, if there are any
     */
    void nothingToLoad(FlowFile flowFile, List<RejectedRecords> rejected);

    /** The FlowFile cannot be loaded as it is. */
    void failed(FlowFile flowFile, String reason);
}
