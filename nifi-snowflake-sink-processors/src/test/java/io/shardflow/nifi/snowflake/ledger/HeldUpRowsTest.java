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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldUpRowsTest {

    private final HeldUpRows rows = new HeldUpRows();

    private static List<ShardRange> range(final int from, final int to) {
        return List.of(new ShardRange(
                new StreamShard("orders", "shardId-000000000001"),
                new Position("49" + from, 0),
                new Position("49" + to, 0),
                Optional.empty(),
                2));
    }

    @Test
    void twoSlowStatementsOrThreeLostSessionsAreEnough() {
        assertThat(rows.again(range(1, 5), Kind.TRANSIENT)).isFalse();
        assertThat(rows.again(range(1, 5), Kind.TRANSIENT)).isTrue();

        assertThat(rows.again(range(6, 9), Kind.SESSION_LOST)).isFalse();
        assertThat(rows.again(range(6, 9), Kind.SESSION_LOST)).isFalse();
        assertThat(rows.again(range(6, 9), Kind.SESSION_LOST)).isTrue();
    }

    @Test
    void theyAreKnownBesideOthersAndInParts() {
        rows.again(range(3, 5), Kind.TRANSIENT);
        assertThat(rows.again(range(3, 8), Kind.TRANSIENT)).isTrue();
        rows.committed(range(3, 5));
        assertThat(rows.again(range(6, 8), Kind.TRANSIENT)).isTrue();
    }

    @Test
    void allThatWereEverHeldUpAreKnown() {
        rows.again(range(1, 3), Kind.SESSION_LOST);
        rows.again(range(3, 6), Kind.SESSION_LOST);
        assertThat(rows.again(range(1, 2), Kind.SESSION_LOST)).isTrue();
    }

    @Test
    void whatIsCommittedIsForgotten() {
        rows.again(range(1, 5), Kind.TRANSIENT);
        rows.committed(range(1, 5));
        assertThat(rows.again(range(1, 5), Kind.TRANSIENT)).isFalse();
        assertThat(rows.again(range(6, 9), Kind.TRANSIENT)).as("others").isFalse();
    }
}
