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

import java.util.List;
import org.apache.nifi.components.ConfigVerificationResult;

/** Findings as lines: step, outcome, text. */
final class Told {

    private Told() {}

    static List<String> by(final Findings findings) {
        return findings.conclude("Fit", "fit").stream().map(Told::line).toList();
    }

    private static String line(final ConfigVerificationResult result) {
        return result.getVerificationStepName() + " " + result.getOutcome() + " " + result.getExplanation();
    }
}
