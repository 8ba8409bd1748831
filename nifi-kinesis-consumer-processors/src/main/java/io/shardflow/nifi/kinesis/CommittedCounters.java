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
package io.shardflow.nifi.kinesis;

import io.shardflow.nifi.kinesis.write.Written;
import io.shardflow.nifi.metrics.CommittedCounts;
import org.apache.nifi.processor.ProcessSession;

/**
 * NiFi's counters of what the consumer's sessions have brought.
 *
 * <p><b>Threading.</b> Any.
 */
final class CommittedCounters {

    private final CommittedCounts counts = new CommittedCounts();

    /** To be called when the session has committed. */
    void committed(final String shardId, final Written written) {
        addForShard("Records Consumed", shardId, written.records());
        addForShard("Bytes Consumed", shardId, written.bytes());
        counts.add("Records Parse Failure", written.failed());
        counts.add("User Records Left Out", written.leftOut());
    }

    private void addForShard(final String counter, final String shardId, final long count) {
        counts.add(counter, count);
        counts.add(CommittedCounts.ofShard(counter, shardId), count);
    }

    /** As {@link CommittedCounts#write}. */
    void write(final ProcessSession session) {
        counts.write(session);
    }
}
