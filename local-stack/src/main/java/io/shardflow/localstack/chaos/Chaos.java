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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Entry point; the arguments are those of the script {@code chaos}, which explains them. */
public final class Chaos {

    private static final int EXACT = 0;
    private static final int WRONG = 1;
    private static final int USAGE = 2;

    private Chaos() {}

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(final List<String> arguments) throws IOException, InterruptedException {
        final Options options;
        try {
            options = Options.of(arguments);
        } catch (final IllegalArgumentException e) {
            System.err.println("chaos: " + e.getMessage());
            return USAGE;
        }
        final Path logs = Files.createDirectories(freeFolder("seed-" + options.seed()));
        try {
            final ChaosRun.Result result =
                    new ChaosRun(options, System.out, Boolean.getBoolean("shardflow.terminal")).run(logs);
            System.out.println(result);
            if (result.isExact()) {
                delete(logs);
                return EXACT;
            }
        } catch (final RuntimeException | SQLException e) {
            System.out.println(EarlyEnd.note(e, logs));
        }
        System.out.println("logs    " + logs + "   again with --seed " + options.seed());
        return WRONG;
    }

    /** What an earlier run has kept, stays. */
    private static Path freeFolder(final String name) {
        final Path all = Path.of("target", "chaos-logs");
        return Stream.iterate(1, number -> number + 1)
                .map(number -> all.resolve(number == 1 ? name : name + "-" + number))
                .filter(folder -> !Files.exists(folder))
                .findFirst()
                .orElseThrow();
    }

    private static void delete(final Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
