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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.name.TableNames;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class RivalWatchTest {

    private final MockComponentLog log = new MockComponentLog("1", this);
    private Duration now = Duration.ZERO;
    private final RivalWatch watch = new RivalWatch(TableNames.own("T"), log, () -> now.toNanos());

    private void conflicts(final int count, final int shard) {
        IntStream.range(0, count).forEach(i -> watch.conflicted(Set.of(new StreamShard("stream", "shard-" + shard))));
    }

    @Test
    void conflictsOfManyShardsAreOrdinary() {
        IntStream.range(0, 100).forEach(shard -> conflicts(4, shard));
        assertThat(log.getWarnMessages()).isEmpty();
    }

    @Test
    void conflictsThatAreFarBetweenAreOrdinary() {
        for (int i = 0; i < 10; i++) {
            conflicts(4, 1);
            now = now.plusMinutes(10);
        }
        assertThat(log.getWarnMessages()).isEmpty();
    }

    @Test
    void conflictsOfOneShardAreToldOnceInTenMinutes() {
        conflicts(50, 1);
        conflicts(50, 2);
        assertThat(log.getWarnMessages()).hasSize(1);
        now = now.plusMinutes(10);
        conflicts(5, 1);
        assertThat(log.getWarnMessages()).hasSize(2);
    }
}
