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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import org.apache.nifi.logging.ComponentLog;

/**
 * What the callbacks of one Scheduler work with.
 *
 * @param dropsResent whether user records outside their shard are left out if their producer puts them again
 * @param starts the shards with which reading begins, if it begins at a time
 */
record SchedulerContext(
        ShardBuffers buffers,
        ShardFeeds feeds,
        CheckpointWriter writer,
        ShardEnds ends,
        SchedulerEvents events,
        boolean dropsResent,
        ShardStarts starts,
        ReadMetrics metrics,
        ComponentLog log) {}
