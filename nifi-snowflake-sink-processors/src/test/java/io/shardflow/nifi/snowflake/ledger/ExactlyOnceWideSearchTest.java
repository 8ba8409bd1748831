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

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Histories of {@link ExactlyOnceModelTest} in such numbers that they take minutes; other seeds in every run. Others are in
 * {@link ExactlyOnceOddLedgerSearchTest}, so that two processors share the work.
 */
@Tag("long")
class ExactlyOnceWideSearchTest {

    @Property(tries = 90_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void everyRecordLandsOnce(@ForAll final long seed) {
        new ModelHistory(Scenario.any(seed)).run();
    }

    @Property(tries = 30_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void whatAnotherWriterLoadedBeforeTheLookIsNotLoadedAgain(@ForAll final long seed) {
        new ModelHistory(Scenario.foreign(seed, true)).run();
    }
}
