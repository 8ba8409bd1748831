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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.LongNode;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class StreamSearchTest {

    @Test
    void ordersAreFoundWhereTheyWerePutAndBadRecordsAreNone() {
        try (LocalStack stack = LocalStack.builder().with(Part.KINESIS).start();
                KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, "searched", 2);
            final BadRecords bad = new BadRecords();
            final OrderProducer producer = new OrderProducer(kinesis, "searched", new ProducedOrders(), bad);
            final long begin = System.currentTimeMillis();
            producer.produceDirty(30);
            final BitSet wanted = new BitSet();
            wanted.set(3);
            wanted.set(29);
            wanted.set(30);
            final Map<Integer, StreamSearch.Found> found = new StreamSearch(kinesis, "searched").find(wanted);
            assertThat(found).containsOnlyKeys(3, 29);
            found.forEach(
                    (id, place) -> assertThat(producer.produced().isAt(id, place.shardId(), place.sequenceNumber()))
                            .isTrue());
            final Arrivals arrivals = new StreamSearch(kinesis, "searched").arrivals(42);
            assertThat(arrivals.count()).isEqualTo(42);
            assertThatIllegalStateException().isThrownBy(() -> new StreamSearch(kinesis, "searched").arrivals(43));
            final LongNode before = LongNode.valueOf(begin - 1);
            for (int id = 0; id < 30; id++) {
                assertThat(arrivals.isOf(id, before)).as("order %d", id).isFalse();
            }
            assertThat(arrivals.isOf(30, before)).as("one that is not there").isTrue();
            assertThat(bad.sent().keySet()).hasSize(12).allSatisfy(place -> assertThat(arrivals.isOf(place, before))
                    .isFalse());
        }
    }
}
