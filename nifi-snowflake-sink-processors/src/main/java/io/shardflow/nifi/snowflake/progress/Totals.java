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

/**
 * What has been counted since some moment.
 *
 * @param loaded rows that were put into the table
 * @param recognised rows that were in it already
 * @param rejected records that went to rejected
 * @param bytes of the FlowFiles settled
 * @param fast transactions of one COPY straight into the target
 * @param slow the other transactions
 * @param repeated attempts at these transactions beyond the first
 * @param failed loads that ended with what is in a bulletin, their FlowFiles back in the queue
 */
record Totals(
        long loaded, long recognised, long rejected, long bytes, long fast, long slow, long repeated, long failed) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    static final Totals ONE_FAILED = new Totals(0, 0, 0, 0, 0, 0, 0, 1);

    static Totals of(final Settled settled) {
        return settled.transaction()
                .map(load -> new Totals(
                        load.inserted(),
                        load.recognised(),
                        settled.rejected(),
                        settled.bytes(),
                        load.fast() ? 1 : 0,
                        load.fast() ? 0 : 1,
                        load.attempts() - 1L,
                        0))
                .orElse(new Totals(0, 0, settled.rejected(), settled.bytes(), 0, 0, 0, 0));
    }

    Totals plus(final Totals other) {
        return new Totals(
                loaded + other.loaded,
                recognised + other.recognised,
                rejected + other.rejected,
                bytes + other.bytes,
                fast + other.fast,
                slow + other.slow,
                repeated + other.repeated,
                failed + other.failed);
    }
}
