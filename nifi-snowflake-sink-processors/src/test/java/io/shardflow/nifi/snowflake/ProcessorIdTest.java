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

import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorIdTest {

    private final MockStateManager state = new MockStateManager(new PutSnowflake());
    private final MockComponentLog log = new MockComponentLog("1", this);

    private String id() {
        return ProcessorId.of(state, log);
    }

    @Test
    void itIsMadeOnceAndDiffersBetweenProcessors() {
        final String first = id();
        assertThat(id()).isEqualTo(first).matches("[0-9A-F]{32}");
        assertThat(ProcessorId.of(new MockStateManager(new PutSnowflake()), log))
                .isNotEqualTo(first);
        assertThat(log.getWarnMessages()).isEmpty();
    }

    /** It becomes part of statements. */
    @ParameterizedTest
    @ValueSource(strings = {"", "A", "0123456789abcdef0123456789abcdef", "X; DROP TABLE ORDERS; -- 0123456789"})
    void whatIsNoIdIsReplaced(final String wrong) throws Exception {
        state.setState(Map.of(ProcessorId.ID, wrong), Scope.LOCAL);

        assertThat(id()).matches("[0-9A-F]{32}");
    }

    @Test
    void withoutAStateThereIsOneForTheRunAndAWarning() {
        state.setFailOnStateSet(Scope.LOCAL, true);
        assertThat(id()).matches("[0-9A-F]{32}").isNotEqualTo(id());
        assertThat(log.getWarnMessages()).hasSize(2);
    }
}
