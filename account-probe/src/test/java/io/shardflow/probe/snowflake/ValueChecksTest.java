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
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueChecksTest {

    private static Verdict verdict(final String one, final String other) {
        return ValueChecks.refusals(Map.of("N", one, "B", other)).verdict();
    }

    @Test
    void codesAreKnownWhereSomeRowWasRefused() {
        assertThat(verdict("100038", "100037")).isEqualTo(Verdict.HOLDS);
        assertThat(verdict("100038", "100999 (not among the known codes)")).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict("100038", "is loaded: 1")).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict("is loaded: 1", "is loaded: 1")).isEqualTo(Verdict.NOT_CHECKED);
    }
}
