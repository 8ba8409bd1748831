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
package io.shardflow.nifi.kinesis.stream;

import java.util.List;

/**
 * One shard in a listing of its stream.
 *
 * @param parents the shards it came from: none, one (split) or two (merge); they may have left the listing
 * @param closed whether the shard takes no more records
 * @param startingHashKey decimal
 * @param endingHashKey decimal
 */
public record ShardInfo(
        String shardId, List<String> parents, boolean closed, String startingHashKey, String endingHashKey) {

    public ShardInfo {
        parents = List.copyOf(parents);
    }
}
