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

import io.shardflow.nifi.kinesis.stream.HashRange;
import java.util.Optional;

/**
 * What has to be known of an aggregated record until its user records are taken out.
 *
 * @param userRecords how many it holds
 * @param from sub-sequence number of the first one that is not checkpointed yet, 0 or more
 * @param only the hash keys whose user records count; empty for all
 */
public record Packing(int userRecords, long from, Optional<HashRange> only) {

    /** User records that are still to be delivered, those outside the range included. */
    public int remaining() {
        return (int) Math.max(0, userRecords - from);
    }
}
