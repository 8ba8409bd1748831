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
package io.shardflow.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of the command, each {@code --name value} or one of the switches. Immutable. */
final class CommandLine {

    /** What is wrong with the options; the message is for the user. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(final String message) {
            super(message);
        }
    }

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * @param arguments without the first, which says what to probe
     * @param options that take a value
     * @param switches that take none
     */
    CommandLine(final String[] arguments, final Set<String> options, final Set<String> switches) throws UsageException {
        for (int i = 1; i < arguments.length; i++) {
            final String name = arguments[i];
            if (switches.contains(name)) {
                values.put(name, "");
            } else if (!options.contains(name)) {
                throw new UsageException("unknown option " + name);
            } else if (++i == arguments.length) {
                throw new UsageException(name + " needs a value");
            } else {
                values.put(name, arguments[i]);
            }
        }
    }

    boolean has(final String option) {
        return values.containsKey(option);
    }

    Optional<String> value(final String option) {
        return Optional.ofNullable(values.get(option));
    }

    String required(final String option) throws UsageException {
        return value(option).orElseThrow(() -> new UsageException(option + " is missing"));
    }

    /** What stands between the commas of the value; empty without the option. */
    Set<String> list(final String option) {
        return value(option).map(text -> Set.copyOf(List.of(text.split(",")))).orElse(Set.of());
    }

    /** The text of the file that the option names. */
    String file(final String option) throws UsageException {
        final String path = required(option);
        try {
            return Files.readString(Path.of(path));
        } catch (final IOException e) {
            throw new UsageException(option + ": the file cannot be read: " + path);
        }
    }

    /**
     * The file that the option names, which can be written.
     *
     * @param otherwise its name without the option
     */
    Path writable(final String option, final String otherwise) throws UsageException {
        final Path file = Path.of(value(option).orElse(otherwise)).toAbsolutePath();
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : file.getParent())) {
            throw new UsageException(option + ": the file cannot be written: " + file);
        }
        return file;
    }

    /** The value of the environment variable that the option names; empty without the option. */
    String environment(final String option) throws UsageException {
        final Optional<String> variable = value(option);
        if (variable.isEmpty()) {
            return "";
        }
        final String value = System.getenv(variable.get());
        if (value == null) {
            throw new UsageException(option + ": there is no environment variable " + variable.get());
        }
        return value;
    }

    /** Whole minutes, 1 to 60. */
    Duration minutes(final String option, final int otherwise) throws UsageException {
        final String text = value(option).orElse(Integer.toString(otherwise));
        if (!text.matches("[1-9]|[1-5][0-9]|60")) {
            throw new UsageException(option + " takes whole minutes, 1 to 60");
        }
        return Duration.ofMinutes(Long.parseLong(text));
    }
}
