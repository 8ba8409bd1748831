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
package io.shardflow.nifi.metrics;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.nifi.processor.ProcessSession;

/**
 * NiFi's counters of what sessions have brought. They are kept here from a session's commit until the next trigger, or the end of
 * the one that goes on, because neither of the obvious moments will do. With the session, one of a Stateless group would count
 * when it is done, though the group's run may still fail and the records come again. And in the callback of its commit
 * nothing may be asked of a session: while a Stateless group is stopped, NiFi 2.3.0 answers by telling all other sessions of the run
 * that they have failed, which they have not (StandardExecutionProgress).
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor.
 */
public final class CommittedCounts {

    private final Map<String, Long> counts = new TreeMap<>();

    /** What a counter of one shard is called. */
    public static String ofShard(final String counter, final String shardId) {
        return counter + " for " + shardId;
    }

    /** To be called when the session has committed. No counter is made for none. */
    public synchronized void add(final String counter, final long count) {
        if (count > 0) {
            counts.merge(counter, count, Long::sum);
        }
    }

    /** Writes what has been added since this was called last. What the session does not take is written later. */
    public synchronized void write(final ProcessSession session) {
        for (final Iterator<Map.Entry<String, Long>> each = counts.entrySet().iterator(); each.hasNext(); ) {
            final Map.Entry<String, Long> count = each.next();
            session.adjustCounter(count.getKey(), count.getValue(), true);
            each.remove();
        }
    }
}
