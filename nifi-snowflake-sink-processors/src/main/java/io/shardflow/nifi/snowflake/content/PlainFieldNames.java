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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The top-level names of one record after another, as the same objects where they are the same: records of a stream mostly
 * have the same fields in the same order. One thread.
 */
final class PlainFieldNames {

    private static final int SLOTS = 512;

    /** Bytes of a name that is kept for other records than the next; longer ones are rare, and could fill the heap. */
    private static final int LONGEST = 255;

    private static final class Name {
        private final byte[] utf8;
        private final int hash;
        private final String text;
        private final boolean isMetadata;

        Name(final byte[] utf8, final int hash, final boolean isMetadata, final String text) {
            this.utf8 = utf8;
            this.hash = hash;
            this.isMetadata = isMetadata;
            this.text = text;
        }

        boolean is(final byte[] bytes, final int from, final int to) {
            return Arrays.equals(utf8, 0, utf8.length, bytes, from, to);
        }
    }

    private final String metadataField;
    private final Name[] known = new Name[SLOTS];
    private List<Name> record = new ArrayList<>();
    private List<Name> before = new ArrayList<>();
    private List<String> namesBefore = List.of();
    private boolean asBefore;
    private Name current;

    PlainFieldNames(final String metadataField) {
        this.metadataField = metadataField;
    }

    /** The next record begins. */
    void begin() {
        record.clear();
        asBefore = true;
    }

    /**
     * The next name of the record, without escapes.
     *
     * @return true if it and all so far are those of the complete record before, so that none is there twice
     */
    boolean next(final byte[] bytes, final int from, final int to) {
        final int number = record.size();
        asBefore = asBefore && number < before.size() && before.get(number).is(bytes, from, to);
        current = asBefore ? before.get(number) : find(bytes, from, to);
        record.add(current);
        return asBefore;
    }

    private Name find(final byte[] bytes, final int from, final int to) {
        final int hash = hash(bytes, from, to);
        final int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        if (to - from > LONGEST) {
            return name(bytes, from, to, hash);
        }
        if (known[slot] == null || !known[slot].is(bytes, from, to)) {
            known[slot] = name(bytes, from, to, hash);
        }
        return known[slot];
    }

    private Name name(final byte[] bytes, final int from, final int to, final int hash) {
        final byte[] utf8 = Arrays.copyOfRange(bytes, from, to);
        final String text = new String(utf8, StandardCharsets.UTF_8);
        return new Name(utf8, hash, text.equalsIgnoreCase(metadataField), text);
    }

    /** Of the name that came last. */
    int hash() {
        return current.hash;
    }

    /** Whether the name that came last is that of the metadata field. */
    boolean isMetadata() {
        return current.isMetadata;
    }

    /**
     * The record is complete, and no name in it twice: the next one is compared with it.
     *
     * @return its names; the same list as that of the record before if they are the same
     */
    List<String> end() {
        if (!asBefore || record.size() != before.size()) {
            namesBefore = List.copyOf(record.stream().map(name -> name.text).toList());
            final List<Name> unused = before;
            before = record;
            record = unused;
        }
        return namesBefore;
    }

    static int hash(final byte[] bytes, final int from, final int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash;
    }
}
