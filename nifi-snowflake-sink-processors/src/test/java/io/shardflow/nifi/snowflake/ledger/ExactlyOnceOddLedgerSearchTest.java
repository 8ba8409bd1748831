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

/** As {@link ExactlyOnceWideSearchTest}, where the ledger is put back or dropped, or others load without it. */
@Tag("long")
class ExactlyOnceOddLedgerSearchTest {

    @Property(tries = 30_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void anOlderLedgerDoesNoHarmToAShardDeliveredInOrder(@ForAll final long seed) {
        new ModelHistory(Scenario.restored(seed)).run();
    }

    @Property(tries = 30_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void aLedgerDroppedWhileRunningStopsTheWriters(@ForAll final long seed) {
        new ModelHistory(Scenario.dropped(seed)).run();
    }

    @Property(tries = 30_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void exactlyOnceWritersStayRightBesideAtLeastOnceWriters(@ForAll final long seed) {
        new ModelHistory(Scenario.mixed(seed)).run();
    }
}
