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
package io.shardflow.localstack.chaos;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/** What is told of a run that cannot go on: in a few words to who watches it, with all that is known in a file. */
final class EarlyEnd {

    private static final String FILE = "failure.txt";

    private EarlyEnd() {}

    /**
     * Writes the failure down, behind an earlier one: what it was that ended the run is in the first.
     *
     * @param logs folder of the run's logs
     * @return the first line of its message and of those of its causes, and where the rest is
     */
    static String note(final Throwable failure, final Path logs) throws IOException {
        final Path file = logs.resolve(FILE);
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, CREATE, APPEND))) {
            failure.printStackTrace(out);
        }
        final StringJoiner reasons = new StringJoiner(": ");
        for (Throwable each = failure; each != null; each = each.getCause()) {
            reasons.add(
                    each.getMessage() == null
                            ? each.getClass().getSimpleName()
                            : each.getMessage().lines().findFirst().orElse(""));
        }
        return "the run cannot go on: " + reasons + "   (" + file + ")";
    }
}
