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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard;
import io.shardflow.localstack.chaos.site.Site;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The stream gets other shards. */
record ReshardEffect(KinesisClient kinesis, Reshard reshard) implements Effect {

    @Override
    public void begin() {
        final List<Shard> open = open();
        switch (reshard.way()) {
            case SPLIT -> split(open.get(reshard.choice() % open.size()));
            case MERGE -> {
                final int first = reshard.choice() % (open.size() - 1);
                kinesis.mergeShards(request -> request.streamName(Site.STREAM)
                        .shardToMerge(open.get(first).shardId())
                        .adjacentShardToMerge(open.get(first + 1).shardId()));
            }
            case UPDATE_SHARD_COUNT ->
                kinesis.updateShardCount(request -> request.streamName(Site.STREAM)
                        .targetShardCount(reshard.shards())
                        .scalingType(ScalingType.UNIFORM_SCALING));
        }
        LocalAws.awaitActive(kinesis, Site.STREAM);
    }

    private void split(final Shard shard) {
        kinesis.splitShard(request -> request.streamName(Site.STREAM)
                .shardToSplit(shard.shardId())
                .newStartingHashKey(first(shard)
                        .add(last(shard))
                        .shiftRight(1)
                        .add(BigInteger.ONE)
                        .toString()));
    }

    /** In the order of their hash keys: neighbours can be merged. */
    private List<Shard> open() {
        return LocalAws.openShards(kinesis, Site.STREAM).stream()
                .sorted(Comparator.comparing(ReshardEffect::first))
                .toList();
    }

    private static BigInteger first(final Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private static BigInteger last(final Shard shard) {
        return new BigInteger(shard.hashKeyRange().endingHashKey());
    }
}
