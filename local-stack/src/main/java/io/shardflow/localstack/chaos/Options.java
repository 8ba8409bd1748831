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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run is asked for.
 *
 * @param time how long disturbances begin
 * @param nodes NiFis, 1 or 2
 * @param seed of the plan
 * @param nar what is disturbed; empty: the one that the build has made
 */
public record Options(Duration time, int nodes, long seed, Optional<Path> nar) {

    private static final int MOST_MINUTES = 24 * 60;

    /**
     * Reads the command's arguments, pairs of a name and a value.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static Options of(final List<String> arguments) {
        long minutes = 30;
        long nodes = 2;
        long seed = System.nanoTime() % 1_000_000;
        Optional<Path> nar = Optional.empty();
        for (int i = 0; i < arguments.size(); i += 2) {
            final String name = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " takes a value");
            }
            final String value = arguments.get(i + 1);
            switch (name) {
                case "--minutes" -> minutes = number(name, value, 1, MOST_MINUTES);
                case "--nodes" -> nodes = number(name, value, 1, 2);
                case "--seed" -> seed = number(name, value, 0, Long.MAX_VALUE);
                case "--nar" -> nar = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("there is no " + name);
            }
        }
        return new Options(Duration.ofMinutes(minutes), (int) nodes, seed, nar);
    }

    private static long number(final String name, final String value, final long least, final long most) {
        try {
            final long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(name + " takes a number, not " + value, e);
        }
        throw new IllegalArgumentException(name + " takes a number from " + least + " to " + most);
    }
}
