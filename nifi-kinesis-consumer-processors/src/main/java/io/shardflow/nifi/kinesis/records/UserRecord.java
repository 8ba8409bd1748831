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
package io.shardflow.nifi.kinesis.records;

import io.shardflow.nifi.kinesis.metadata.Position;

/**
 * One record as a producer put it, taken out of its aggregated record if it came in one.
 *
 * @param position place in the shard
 * @param partitionKey as the producer gave it
 * @param arrivalMillis approximate arrival, milliseconds since the epoch
 * @param payload the bytes; not copied, not to be changed
 */
public record UserRecord(Position position, String partitionKey, long arrivalMillis, byte[] payload) {}
