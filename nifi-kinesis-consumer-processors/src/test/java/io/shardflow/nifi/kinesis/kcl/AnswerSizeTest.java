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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerSizeTest {

    private final AnswerSize size = new AnswerSize(1000);

    @Test
    void asksForAsManyAsAreSetUntilACallIsNotAnswered() {
        assertEquals(1000, size.records());
        size.answered(Duration.ZERO);
        assertEquals(1000, size.records());
    }

    @Test
    void asksForHalfAfterEachSilenceAndAlwaysForARecord() {
        size.unanswered();
        assertEquals(500, size.records());
        for (int i = 0; i < 20; i++) {
            size.unanswered();
        }
        assertEquals(1, size.records());
    }

    @Test
    void asksForTwiceAsManyAfterAQuickAnswerUpToTheSetting() {
        size.unanswered();
        size.unanswered();
        size.answered(AnswerSize.QUICK.minusMillis(1));
        assertEquals(500, size.records());
        size.answered(Duration.ZERO);
        size.answered(Duration.ZERO);
        assertEquals(1000, size.records());
    }

    @Test
    void staysAfterAnAnswerThatWasNotQuick() {
        size.unanswered();
        size.answered(AnswerSize.QUICK);
        assertEquals(500, size.records());
    }
}
