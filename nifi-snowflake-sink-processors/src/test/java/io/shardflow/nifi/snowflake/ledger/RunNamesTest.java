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

import org.junit.jupiter.api.Test;

class RunNamesTest {

    private static final String PROCESSOR = "0123456789ABCDEF0123456789ABCDEF";

    @Test
    void aNameIsUsedOnceAndFitsTheLedger() {
        try (RunNames run = new RunNames(PROCESSOR)) {
            final AttemptId name = run.get();
            assertThat(name.value()).startsWith("SF_" + PROCESSOR + "_").hasSizeLessThan(100);
            assertThat(run.get()).isNotEqualTo(name);
        }
    }

    @Test
    void onlyAttemptsOfTheProcessorWhoseRunHasEndedAreOfAnEarlierRun() {
        try (RunNames run = new RunNames(PROCESSOR)) {
            final RunNames before = new RunNames(PROCESSOR);
            final RunNames ofAnother = new RunNames(PROCESSOR.replace('0', '9'));
            final String left = before.get().value();
            final String foreign = ofAnother.get().value();

            assertThat(run.isOfEarlierRun(left)).isFalse();
            before.close();
            ofAnother.close();
            assertThat(run.isOfEarlierRun(left)).isTrue();
            assertThat(run.isOfEarlierRun(run.get().value())).isFalse();
            assertThat(run.isOfEarlierRun(foreign)).isFalse();
        }
    }

    @Test
    void whatWasKilledWithItsJvmIsOfAnEarlierRun() {
        try (RunNames run = new RunNames(PROCESSOR)) {
            assertThat(run.isOfEarlierRun("SF_" + PROCESSOR + "_00000000_" + PROCESSOR))
                    .isTrue();
        }
    }

    @Test
    void whatOnlyBeginsAlikeIsNobodys() {
        try (RunNames run = new RunNames(PROCESSOR)) {
            for (final String name : new String[] {
                "", "SF_", "SF_" + PROCESSOR, "SF_" + PROCESSOR + "_", "SF_" + PROCESSOR + "_X_" + PROCESSOR
            }) {
                assertThat(run.isOfEarlierRun(name)).as(name).isFalse();
            }
        }
    }
}
