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

import java.math.BigInteger;

/** The hash keys that a shard takes, both ends included. */
public record HashRange(BigInteger first, BigInteger last) {

    /** The range of a shard in a listing. */
    public static HashRange of(final ShardInfo shard) {
        return new HashRange(new BigInteger(shard.startingHashKey()), new BigInteger(shard.endingHashKey()));
    }

    public boolean contains(final BigInteger hashKey) {
        return first.compareTo(hashKey) <= 0 && hashKey.compareTo(last) <= 0;
    }
}
