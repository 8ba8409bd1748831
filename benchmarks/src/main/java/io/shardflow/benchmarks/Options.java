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
package io.shardflow.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for; the script {@code benchmark} explains it.
 *
 * @param part the only one that is wanted; empty for all
 * @param profile whether the measured processes are looked into
 */
public record Options(Optional<Part> part, boolean profile, boolean quick) {

    /** What can be measured. */
    public enum Part {
        CONSUMER,
        SINK,
        START,
        END_TO_END
    }

    /** @throws IllegalArgumentException when they cannot be understood */
    public static Options parse(final String... arguments) {
        final List<String> left = new ArrayList<>(Arrays.asList(arguments));
        final boolean profile = left.remove("--profile");
        final boolean quick = left.remove("--quick");
        if (left.size() > 1) {
            throw new IllegalArgumentException("one part at a time, or all of them");
        }
        return new Options(left.stream().findFirst().map(Options::part), profile, quick);
    }

    private static Part part(final String name) {
        return Arrays.stream(Part.values())
                .filter(part -> label(part).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no part " + name));
    }

    private static String label(final Part part) {
        return part.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public boolean wants(final Part one) {
        return part.isEmpty() || part.get() == one;
    }

    public Effort effort() {
        if (quick) {
            return Effort.QUICK;
        }
        return part.isPresent() ? Effort.FULL : Effort.SHORT;
    }
}
