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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetRulesTest {

    @Test
    void aReadableTableWithMetadataIsAccepted() {
        assertEquals(List.of(), TargetRules.problems(facts(List.of(), List.of(), true)));
    }

    @Test
    void whatHidesRowsOrNumbersIsRefusedWithTheName() {
        assertRefused(facts(List.of(), List.of("MASK_IT"), true), "MASK_IT");
        assertRefused(facts(List.of(), List.of(), false), "GRANT SELECT ON TABLE \"D\".\"S\".\"T\" TO ROLE");
        assertRefused(facts(List.of("no column"), List.of(), true), "no column");
    }

    private static void assertRefused(final TargetFacts facts, final String reason) {
        final List<String> problems = TargetRules.problems(facts);
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().contains(reason), problems::toString);
    }

    private static TargetFacts facts(
            final List<String> metadataProblems, final List<String> policies, final boolean selectable) {
        return new TargetFacts("\"D\".\"S\".\"T\"", "now", metadataProblems, policies, selectable);
    }
}
