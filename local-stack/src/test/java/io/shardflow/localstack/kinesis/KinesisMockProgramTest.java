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
package io.shardflow.localstack.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.process.PartFailedException;
import org.junit.jupiter.api.Test;

class KinesisMockProgramTest {

    private static final String FASTER = KinesisMockProgram.PUT_RECORDS_KEY
            + KinesisMockProgram.LOGGED_BODIES
            + KinesisMockProgram.STRING_OF_CHARACTERS
            + KinesisMockProgram.WAIT_OF_A_STOP;
    private static final String PROGRAM = "listen(" + KinesisMockProgram.ADDRESS + "); " + FASTER;

    @Test
    void listensOnLoopbackOnly() {
        assertThat(KinesisMockProgram.adapt(PROGRAM))
                .contains("listen(\"127.0.0.1\")")
                .doesNotContain("0.0.0.0");
    }

    @Test
    void refusesAProgramThatNamesNoAddressOrTwo() {
        assertThatThrownBy(() -> KinesisMockProgram.adapt(FASTER))
                .isInstanceOf(PartFailedException.class)
                .hasMessageContaining("cannot be bound to 127.0.0.1");
        assertThatThrownBy(() -> KinesisMockProgram.adapt(PROGRAM + PROGRAM)).isInstanceOf(PartFailedException.class);
    }
}
