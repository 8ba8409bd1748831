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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer.Verdict;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TargetChecksTest {

    private static Verdict verdict(final String message, final String state, final int code) {
        return TargetChecks.unanswered(new SQLException(message, state, code)).verdict();
    }

    @Test
    void aStatementThatIsWrongIsNoRightThatIsMissing() {
        assertThat(verdict("Insufficient privileges", "42501", 3001)).isEqualTo(Verdict.NOT_ALLOWED);
        assertThat(verdict("unexpected 'TABLE'", "42000", 1003)).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict("the connection is closed", "08003", 200002)).isEqualTo(Verdict.NOT_CHECKED);
    }
}
