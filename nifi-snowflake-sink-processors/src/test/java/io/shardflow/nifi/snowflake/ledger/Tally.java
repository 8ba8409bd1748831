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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.EnumMap;
import java.util.Map;

/** What histories have come by, to show that they come by everything. */
final class Tally {

    int histories;
    long steps;
    int fast;
    int slow;
    int recognised;
    int rejected;
    /** Transactions of FlowFiles that overlap: loaded as one, or divided since a position is in two of them. */
    int shared;

    int divided;
    /** Records that went to rejected. */
    int left;

    int stopped;
    int repeated;
    int altered;
    final Map<LoadOutcome.Reason, Integer> notYet = new EnumMap<>(LoadOutcome.Reason.class);

    void count(final Batch batch, final LoadOutcome outcome) {
        if (!batch.distinct() && outcome instanceof LoadOutcome.Loaded) {
            shared++;
        }
        if (!batch.distinct() && outcome instanceof LoadOutcome.Rejected rejected && !rejected.certain()) {
            divided++;
        }
        switch (outcome) {
            case LoadOutcome.Loaded loaded -> {
                if (loaded.fast()) {
                    fast++;
                } else {
                    slow++;
                }
                if (loaded.recognised() > 0) {
                    recognised++;
                }
                if (loaded.attempts() > 1) {
                    repeated++;
                }
            }
            case LoadOutcome.NotYet later -> notYet.merge(later.reason(), 1, Integer::sum);
            case LoadOutcome.Rejected no -> rejected++;
            case LoadOutcome.Stopped stop -> stopped++;
            case LoadOutcome.Altered other -> altered++;
        }
    }

    void add(final Tally other) {
        histories++;
        steps += other.steps;
        fast += other.fast;
        slow += other.slow;
        recognised += other.recognised;
        rejected += other.rejected;
        shared += other.shared;
        divided += other.divided;
        left += other.left;
        stopped += other.stopped;
        repeated += other.repeated;
        altered += other.altered;
        other.notYet.forEach((reason, count) -> notYet.merge(reason, count, Integer::sum));
    }

    @Override
    public String toString() {
        return "histories=%d steps=%d fast=%d slow=%d recognised=%d repeated=%d rejected=%d shared=%d divided=%d left=%d stopped=%d altered=%d notYet=%s"
                .formatted(
                        histories,
                        steps,
                        fast,
                        slow,
                        recognised,
                        repeated,
                        rejected,
                        shared,
                        divided,
                        left,
                        stopped,
                        altered,
                        notYet);
    }
}
