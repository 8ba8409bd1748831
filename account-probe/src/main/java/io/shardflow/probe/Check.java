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

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One assumption, and how it shows whether it holds.
 *
 * @param id as docs/assumptions.md has it
 * @param assumption a sentence, as that page has it
 * @param needed whether EXACTLY_ONCE would break if it did not hold; otherwise the connector is right either way, and only
 *     slower, or the stand-in should answer differently
 * @param expected what is seen if it holds
 * @param <T> where it is asked
 */
public record Check<T>(String id, String assumption, boolean needed, String expected, Question<T> question) {

    /** Asks. Whatever it throws is told as what was seen. */
    @FunctionalInterface
    public interface Question<T> {
        Answer ask(T place) throws Exception;
    }

    /**
     * Some of them, in their order.
     *
     * @param only ids; empty for all
     * @throws IllegalArgumentException if one of the ids is none
     */
    public static <T> List<Check<T>> chosen(final List<Check<T>> all, final Set<String> only) {
        final Set<String> unknown = new TreeSet<>(only);
        all.forEach(check -> unknown.remove(check.id()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("--only: there is no check " + String.join(", ", unknown));
        }
        return all.stream()
                .filter(check -> only.isEmpty() || only.contains(check.id()))
                .toList();
    }

    /** One on which the promise rests. */
    public static <T> Check<T> needed(
            final String id, final String assumption, final String expected, final Question<T> question) {
        return new Check<>(id, assumption, true, expected, question);
    }

    /** One that the connector takes either answer to. */
    public static <T> Check<T> known(
            final String id, final String assumption, final String expected, final Question<T> question) {
        return new Check<>(id, assumption, false, expected, question);
    }
}
