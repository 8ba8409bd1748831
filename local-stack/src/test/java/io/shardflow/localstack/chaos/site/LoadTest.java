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
package io.shardflow.localstack.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.workload.StreamSearch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

@Timeout(120)
class LoadTest {

    private static final int PER_SECOND = 1_000;
    private static final int MANY = 1_000_000;

    @Test
    void nothingIsPutWhileItRestsAndAllIsKnownThatWasPut() {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "resting", 1);
            final Load load = new Load(kinesis, "resting", PER_SECOND);
            await().until(() -> load.produced().count() > 0);
            load.rest();
            final long put = load.produced().count();
            final BitSet any = new BitSet();
            any.set(0, MANY);
            assertThat(new StreamSearch(kinesis, "resting").find(any)).hasSize((int) put);
            assertThat(load.produced().count()).isEqualTo(put);
            load.goOn();
            await().until(() -> load.produced().count() > put);
            load.stop();
        }
    }

    @Test
    void ordersGetAFieldAndThoseThatAreThereDoNotChange() {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "growing", 1);
            final Load load = new Load(kinesis, "growing", PER_SECOND);
            await().until(() -> load.produced().count() > 0);
            load.newField();
            load.newField();
            final String second = GrowingOrders.FIELD + 2;
            await().until(() -> load.produced().order(load.produced().end() - 1).has(second));
            load.stop();

            final List<String> read = orders(kinesis, "growing");
            assertThat(read).hasSize((int) load.produced().count());
            for (int id = 0; id < read.size(); id++) {
                assertThat(read.get(id)).isEqualTo(load.produced().order(id).toString());
            }
            assertThat(read.getFirst()).doesNotContain(GrowingOrders.FIELD);
            assertThat(read.getLast()).contains(second);
        }
    }

    /** Of a stream of one shard, in its order. */
    private static List<String> orders(final KinesisClient kinesis, final String stream) {
        final Shard shard = kinesis.listShards(request -> request.streamName(stream))
                .shards()
                .getFirst();
        String iterator = kinesis.getShardIterator(request -> request.streamName(stream)
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        final List<String> orders = new ArrayList<>();
        while (true) {
            final String next = iterator;
            final GetRecordsResponse answer = kinesis.getRecords(request -> request.shardIterator(next));
            if (answer.records().isEmpty()) {
                return orders;
            }
            for (final Record each : answer.records()) {
                orders.add(each.data().asUtf8String());
            }
            iterator = answer.nextShardIterator();
        }
    }
}
