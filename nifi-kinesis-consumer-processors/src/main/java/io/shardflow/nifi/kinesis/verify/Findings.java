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
package io.shardflow.nifi.kinesis.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/** What the steps of one verification have found, in their order. For one thread. */
final class Findings {

    private final List<ConfigVerificationResult> results = new ArrayList<>();
    private final Set<String> unreached = new LinkedHashSet<>();

    void good(final String step, final String text) {
        add(step, Outcome.SUCCESSFUL, text);
    }

    /** @param text names setting, cause and remedy */
    void bad(final String step, final String text) {
        add(step, Outcome.FAILED, text);
    }

    /** @param text says why it is not known */
    void open(final String step, final String text) {
        add(step, Outcome.SKIPPED, text);
    }

    /** @param total what the whole verification may take; it was over before this step had its answer */
    void unreached(final String step, final Duration total) {
        unreached.add(step);
        open(
                step,
                "Not known: Verify ends after %d s, and was not done with this step. AWS answers slowly; see the steps above, the network and the proxy."
                        .formatted(total.toSeconds()));
    }

    private void add(final String step, final Outcome outcome, final String text) {
        results.add(new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(text)
                .build());
    }

    /** The steps that failed, each once. */
    List<String> failed() {
        return steps(Outcome.FAILED);
    }

    /** The steps that were left open, each once. */
    List<String> open() {
        return steps(Outcome.SKIPPED);
    }

    private List<String> steps(final Outcome outcome) {
        return results.stream()
                .filter(result -> result.getOutcome() == outcome)
                .map(ConfigVerificationResult::getVerificationStepName)
                .distinct()
                .toList();
    }

    /** Adds the verdict: fit only if no step failed, and none was left for want of time. @param what the consumer would do */
    List<ConfigVerificationResult> conclude(final String step, final String what) {
        final List<String> failed = failed();
        if (failed.isEmpty() && !unreached.isEmpty()) {
            open(step, "Not known, because Verify ended before " + String.join(", ", unreached) + ".");
        } else if (failed.isEmpty()) {
            good(step, what);
        } else {
            bad(
                    step,
                    failed.stream()
                            .collect(Collectors.joining(
                                    ", ",
                                    "Not fit: a start would fail, or not read all shards, because of what stands at ",
                                    ".")));
        }
        return List.copyOf(results);
    }
}
