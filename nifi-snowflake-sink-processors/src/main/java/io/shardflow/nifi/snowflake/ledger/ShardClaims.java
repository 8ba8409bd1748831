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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who on this node has a transaction open for which shard: one at a time (point 2). Tasks of one processor and several
 * processors with the same target would only take the ledger row from each other.
 *
 * <p>Any thread; nobody waits.
 */
public final class ShardClaims {

    private static final ShardClaims OF_THIS_JVM = new ShardClaims();

    private record Key(String target, StreamShard shard) {}

    private final Set<Key> taken = new HashSet<>();

    /** The claims of this JVM: all processors of one NAR. */
    public static ShardClaims ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * Claims all of the shards or none.
     *
     * @param target names the table for every processor alike: account and full name
     * @return what gives them back when closed; empty if somebody has one of them
     */
    public synchronized Optional<Claim> claim(final String target, final Set<StreamShard> shards) {
        final Set<Key> keys = new HashSet<>();
        shards.forEach(shard -> keys.add(new Key(target, shard)));
        if (keys.stream().anyMatch(taken::contains)) {
            return Optional.empty();
        }
        taken.addAll(keys);
        return Optional.of(() -> release(keys));
    }

    private synchronized void release(final Set<Key> keys) {
        taken.removeAll(keys);
        keys.clear();
    }

    /** Shards that are ours until closed; closing twice does nothing. */
    @FunctionalInterface
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }
}
