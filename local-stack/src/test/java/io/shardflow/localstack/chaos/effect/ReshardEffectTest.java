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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard.Way;
import io.shardflow.localstack.chaos.site.Site;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

class ReshardEffectTest {

    private static final int RECORDS = 100;

    @Test
    void soManyShardsAreOpenThenAndEachTakesRecords() {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, Site.STREAM, 2);
            assertOpen(2, kinesis);
            reshard(Way.UPDATE_SHARD_COUNT, 4, kinesis);
            reshard(Way.SPLIT, 5, kinesis);
            reshard(Way.MERGE, 4, kinesis);
            reshard(Way.UPDATE_SHARD_COUNT, 3, kinesis);
        }
    }

    private static void reshard(final Way way, final int shards, final KinesisClient kinesis) {
        new ReshardEffect(kinesis, new Reshard(way, 1, shards)).begin();
        assertOpen(shards, kinesis);
    }

    private static void assertOpen(final int shards, final KinesisClient kinesis) {
        final Set<String> open = LocalAws.openShards(kinesis, Site.STREAM).stream()
                .map(Shard::shardId)
                .collect(Collectors.toSet());
        final Set<String> taking = IntStream.range(0, RECORDS)
                .mapToObj(i -> kinesis.putRecord(request -> request.streamName(Site.STREAM)
                                .partitionKey("key-" + i)
                                .data(SdkBytes.fromUtf8String("{}")))
                        .shardId())
                .collect(Collectors.toSet());
        assertThat(open).hasSize(shards).isEqualTo(taking);
    }
}
