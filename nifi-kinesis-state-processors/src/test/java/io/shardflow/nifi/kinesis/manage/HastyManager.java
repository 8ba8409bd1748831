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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import java.time.Duration;
import java.util.List;

/** Watches for a moment only: in most tests nobody lives who could be found. */
class HastyManager extends ManageKinesisState {

    @Override
    IntervalSteps intervalSteps() {
        final Intervals standard = IntervalSteps.STANDARD.of(1);
        return new IntervalSteps(
                List.of(new IntervalSteps.Step(
                        Integer.MAX_VALUE,
                        new Intervals(
                                Duration.ofMillis(100),
                                standard.renewal(),
                                standard.assignment(),
                                standard.dispatch(),
                                standard.workerCapture(),
                                standard.workerReport(),
                                standard.leaderLease(),
                                standard.leaderHeartbeat(),
                                standard.parentPoll()))),
                Duration.ZERO,
                Duration.ZERO);
    }
}
