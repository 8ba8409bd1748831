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
package io.shardflow.nifi.snowflake.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What EXACTLY_ONCE needs of a table (point 14): rows that cannot be seen or compared would be loaded again. */
public final class TargetRules {

    private static final Set<String> METADATA_TYPES = Set.of("VARIANT", "OBJECT");

    private TargetRules() {}

    /** Why the table is refused, one sentence each with the remedy; empty if it is not. */
    public static List<String> problems(final TargetFacts facts) {
        final List<String> problems = new ArrayList<>();
        if (!facts.selectable()) {
            problems.add("EXACTLY_ONCE reads " + facts.table()
                    + " to recognise rows, but the role may not SELECT from it: grant SELECT to the role.");
        }
        if (!facts.policies().isEmpty()) {
            problems.add("Policies on " + facts.table() + " can hide rows or values from the role ("
                    + String.join(", ", facts.policies())
                    + "), and EXACTLY_ONCE would load hidden rows again: detach them or use AT_LEAST_ONCE.");
        }
        if (facts.metadataColumn().isEmpty()) {
            problems.add(facts.table()
                    + " has no column for the Kinesis metadata, so EXACTLY_ONCE cannot recognise rows: add the column"
                    + " (type VARIANT) or use AT_LEAST_ONCE.");
        } else if (facts.metadataType()
                .map(type -> !METADATA_TYPES.contains(type.toUpperCase(Locale.ROOT)))
                .orElse(true)) {
            problems.add(
                    "Column " + facts.metadataColumn().get() + " of " + facts.table() + " has type "
                            + facts.metadataType().orElse("unknown")
                            + ", which does not keep sequence numbers of 56 digits as text: EXACTLY_ONCE needs VARIANT or OBJECT.");
        }
        return problems;
    }
}
