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
package io.shardflow.localstack.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import org.junit.jupiter.api.Test;

class LandingOrderTest {

    private final LandingOrder order = new LandingOrder();

    @Test
    void rowsInTheOrderOfTheirShardAreNotCountedHoweverShardsAreMixed() {
        land("a", 1, 2, 30);
        land("b", 1, 20, 100);
        land("a", 31);
        assertThat(order.outOfOrder()).isZero();
    }

    @Test
    void eachRowThatLandsAfterALaterOneOfItsShardIsCounted() {
        land("a", 5, 6, 1, 2, 7, 3);
        assertThat(order.outOfOrder()).isEqualTo(3);
    }

    private void land(final String shard, final int... sequenceNumbers) {
        for (final int number : sequenceNumbers) {
            order.add(shard, new Position(Integer.toString(number), 0));
        }
    }
}
