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

import java.util.ArrayList;
import java.util.List;

/** What EXACTLY_ONCE needs of a table (point 14): rows that cannot be seen or compared would be loaded again. */
public final class TargetRules {

    private TargetRules() {}

    /** Why the table is refused, one sentence each with the remedy; empty if it is not. */
    public static List<String> problems(final TargetFacts facts) {
        final List<String> problems = new ArrayList<>();
        if (!facts.selectable()) {
            problems.add("EXACTLY_ONCE reads " + facts.table()
                    + " to recognise rows, but the role may not SELECT from it: run GRANT SELECT ON TABLE "
                    + facts.table()
                    + " TO ROLE <role of the connection pool>.");
        }
        if (!facts.policies().isEmpty()) {
            problems.add("Policies on " + facts.table() + " can hide rows or values from the role ("
                    + String.join(", ", facts.policies())
                    + "), and EXACTLY_ONCE would load hidden rows again: detach them or use AT_LEAST_ONCE.");
        }
        problems.addAll(facts.metadataProblems());
        return problems;
    }
}
