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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.status.ConsumerStatus.Committed;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.status.ShardLag;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class ShownProgressTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Progress PROGRESS = new Progress(
            List.of(new ShardLag("shardId-000000000000", 0), new ShardLag("shardId-000000000001", 2_345)),
            Duration.ZERO,
            List.of(),
            new Committed(0, 0));

    private final MockStateManager state = new MockStateManager(new ConsumeKinesisStream());
    private final ShownProgress shown = new ShownProgress(state, new MockComponentLog("id", this));

    @Test
    void itStandsBesideTheWorkerId() throws IOException {
        final String id = new WorkerId(state).get();
        shown.show(PROGRESS, NOW);
        assertEquals(
                Map.of(
                        WorkerId.KEY, id,
                        ShownProgress.AT, "2026-01-02T03:04:05Z",
                        ShownProgress.SHARDS_HELD, "2",
                        ShownProgress.LAG, "2.3 s (shardId-000000000001)"),
                state.getState(Scope.LOCAL).toMap());
    }

    @Test
    void aStateThatCannotBeWrittenStopsNothing() throws IOException {
        state.setFailOnStateSet(Scope.LOCAL, true);
        shown.show(PROGRESS, NOW);
        assertEquals(Map.of(), state.getState(Scope.LOCAL).toMap());
    }
}
