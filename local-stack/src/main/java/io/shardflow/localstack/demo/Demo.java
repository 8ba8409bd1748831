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
package io.shardflow.localstack.demo;

import io.shardflow.localstack.nifi.NifiException;
import io.shardflow.localstack.process.PartFailedException;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** Entry point; the arguments are those of the script {@code demo}, which checks their number and explains them. */
public final class Demo {

    private static final int MOST_RECORDS = 1_000_000;
    private static final int DIRTY_RECORDS = 5_000;
    private static final int FEWEST_DIRTY_RECORDS = 2_000;
    private static final int USAGE = 2;

    private Demo() {}

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final RunningDemo running = new RunningDemo(Path.of("target", "demo.properties"));
        System.exit(run(arguments, running));
    }

    private static int run(final String[] arguments, final RunningDemo running)
            throws IOException, InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("--sql")) {
            if (arguments.length != 2) {
                return refuse("--sql takes one statement: ./demo --sql \"select count(*) from ORDERS\"");
            }
            return query(arguments[1], running);
        }
        if (arguments.length > 0 && arguments[0].equals("--reset")) {
            final Optional<Reset.Way> way = arguments.length == 2 ? Reset.Way.of(arguments[1]) : Optional.empty();
            return way.isPresent() ? reset(way.get(), running) : refuse("--reset takes name or table");
        }
        final boolean dirty = arguments.length > 0 && arguments[0].equals("--dirty");
        long records = 0;
        if (dirty && arguments.length == 1) {
            records = DIRTY_RECORDS;
        } else if (arguments.length > 0) {
            records = arguments.length == 2 && arguments[1].matches("[0-9]{1,7}") ? Long.parseLong(arguments[1]) : 0;
            final int fewest = dirty ? FEWEST_DIRTY_RECORDS : 1;
            if (records < fewest || records > MOST_RECORDS) {
                return refuse(arguments[0] + " takes a number from " + fewest + " to " + MOST_RECORDS);
            }
        }
        try (MainJob job = MainJob.start(running)) {
            if (dirty) {
                return job.runDirty(records);
            }
            return records == 0 ? job.runUntilStopped() : job.runOnce(records);
        } catch (final PartFailedException | SQLException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        }
    }

    private static int query(final String sql, final RunningDemo running) throws IOException {
        try {
            ResultPrinter.print(LocalAccount.connect(running.find().snowflake()), sql, System.out);
            return 0;
        } catch (final SQLException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        }
    }

    private static int reset(final Reset.Way way, final RunningDemo running) throws IOException {
        try (Reset reset = Reset.of(running, System.out, Boolean.getBoolean("shardflow.terminal"))) {
            return reset.run(way).isExact() ? 0 : 1;
        } catch (final SQLException | NifiException | IllegalStateException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        }
    }

    private static int refuse(final String reason) {
        System.err.println("demo: " + reason);
        return USAGE;
    }
}
