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
package io.shardflow.benchmarks.yardstick;

import java.util.concurrent.atomic.LongAdder;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.ShardRecordProcessor;

/** Counts the records of a shard and throws them away. */
final class Discarding implements ShardRecordProcessor {

    private final LongAdder read;

    Discarding(final LongAdder read) {
        this.read = read;
    }

    @Override
    public void initialize(final InitializationInput input) {
        // the shard does not matter
    }

    @Override
    public void processRecords(final ProcessRecordsInput input) {
        read.add(input.records().size());
    }

    @Override
    public void leaseLost(final LeaseLostInput input) {
        // there is no other worker
    }

    @Override
    public void shardEnded(final ShardEndedInput input) {
        // replayed shards do not end
    }

    @Override
    public void shutdownRequested(final ShutdownRequestedInput input) {
        // nothing is checkpointed
    }
}
