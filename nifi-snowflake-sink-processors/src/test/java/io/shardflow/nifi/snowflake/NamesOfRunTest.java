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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.ledger.RunNames;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class NamesOfRunTest {

    private final MockComponentLog log = new MockComponentLog("id", this);
    private final MockStateManager state = new MockStateManager(new PutSnowflake());

    @Test
    void theIdIsThatOfTheFirstTriggersState() throws Exception {
        try (NamesOfRun run = new NamesOfRun()) {
            run.triggered(state, log);
            final RunNames names = run.get();
            run.triggered(new MockStateManager(new PutSnowflake()), log);

            assertThat(run.get()).isSameAs(names);
            assertThat(names.get().toString())
                    .contains(state.getState(Scope.LOCAL).get(ProcessorId.ID));
        }
    }

    /** NiFi 2.3.0 may trigger a copy of a Stateless group that it has just ended. */
    @Test
    void whatATriggerAfterTheEndOpensIsOfAnEarlierRunToTheNextOne() {
        final NamesOfRun ended = new NamesOfRun();
        ended.close();
        ended.triggered(state, log);
        final String name = ended.get().get().toString();

        try (NamesOfRun next = new NamesOfRun()) {
            next.triggered(state, log);
            assertThat(next.get().isOfEarlierRun(name)).isTrue();
            assertThat(next.get().isOfEarlierRun(next.get().get().toString())).isFalse();
        }
    }
}
