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
package io.shardflow.nifi.snowflake.content;

import java.util.Optional;

/**
 * Decides of each record of a content whether it can be loaded. Told only of records that are one acceptable JSON object
 * with a position, and of each as a whole: {@link #begin}, its top-level fields in their order, {@link #end}. The same
 * record may come several times. Used by one thread at a time.
 */
public interface RecordGate {

    /** Takes every record. */
    RecordGate OPEN = new RecordGate() {
        @Override
        public void begin(final boolean unaltered) {
            // Nothing to look at.
        }

        @Override
        public void field(final String name, final byte[] bytes, final int offset, final int length) {
            // Nothing to look at.
        }

        @Override
        public Optional<String> end() {
            return Optional.empty();
        }
    };

    /**
     * Takes no record.
     *
     * @param reason see {@link #end}
     */
    static RecordGate closed(final String reason) {
        return new RecordGate() {
            @Override
            public void begin(final boolean unaltered) {
                // Nothing to look at.
            }

            @Override
            public void field(final String name, final byte[] bytes, final int offset, final int length) {
                // Nothing to look at.
            }

            @Override
            public Optional<String> end() {
                return Optional.of(reason);
            }
        };
    }

    /**
     * The next record begins.
     *
     * @param unaltered whether it is known that a VARIANT alters nothing of it: no number has an exponent or more than 38
     *     characters, and no character is written as \\u
     */
    void begin(boolean unaltered);

    /**
     * A top-level field, the metadata field too.
     *
     * @param name without escapes
     * @param bytes hold the value as it is written in the record, without blanks around it: a string with its quotes and
     *     escapes. Valid JSON in UTF-8; until the record ends
     * @param offset of the value's first byte
     * @param length of the value in bytes, 1 or more
     */
    void field(String name, byte[] bytes, int offset, int length);

    /**
     * The record is complete.
     *
     * @return why it cannot be loaded, without anything of it but names of fields; the same each time the record comes.
     *     Empty if it can
     */
    Optional<String> end();
}
