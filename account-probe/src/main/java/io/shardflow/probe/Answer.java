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

/** What was seen, and whether the assumption holds. */
public record Answer(Verdict verdict, String seen) {

    /** Whether an assumption holds, in the words of the report. */
    public enum Verdict {
        HOLDS("holds"),
        DIFFERS("differs"),
        NOT_ALLOWED("not allowed"),
        NOT_CHECKED("not checked");

        private final String words;

        Verdict(final String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public static Answer of(final boolean holds, final String seen) {
        return new Answer(holds ? Verdict.HOLDS : Verdict.DIFFERS, seen);
    }

    /** A right is missing without which it cannot be seen; what the connector needs it needs this right for. */
    public static Answer notAllowed(final String refusal) {
        return new Answer(Verdict.NOT_ALLOWED, refusal);
    }

    /**
     * The check ended in a way that is none of its answers: what it was told cannot be read, or it is wrong itself.
     *
     * @param said the exception's message, without what a report must not have; null if it has none
     */
    public static Answer failed(final Throwable thrown, final String said) {
        return new Answer(
                Verdict.DIFFERS, "failed with " + thrown.getClass().getName() + (said == null ? "" : ": " + said));
    }

    public static Answer notChecked(final String why) {
        return new Answer(Verdict.NOT_CHECKED, why);
    }
}
