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
package io.shardflow.probe.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer.Verdict;
import org.junit.jupiter.api.Test;

class ReadingChecksTest {

    @Test
    void aKeyIsSeenToBeUsableByRecordsThatItHasEncrypted() {
        assertThat(ReadingChecks.decrypted(2, "KMS").verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(ReadingChecks.decrypted(0, "KMS").verdict()).isEqualTo(Verdict.NOT_CHECKED);
        assertThat(ReadingChecks.decrypted(2, "NONE").verdict()).isEqualTo(Verdict.NOT_CHECKED);
    }
}
