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

import io.shardflow.nifi.json.JsonScanner;
import java.util.Arrays;

/**
 * Reads the ordinary record in one pass over its bytes: a JSON object of which {@link JsonScanner} is sure, with a position, and
 * with not too many names. Whatever else it meets, the wrong and the rare, it leaves to {@link RecordScanner}'s parser, which
 * knows the reasons. Not safe for several threads.
 */
final class PlainRecordScanner implements JsonScanner.Members {

    /** Names in one object that are not in the order of the record before. */
    private static final int MAX_NAMES = 128;

    /** Characters of a number that a VARIANT keeps exactly, if it has no exponent. */
    private static final int MAX_DIGITS = 38;

    private final PlainFieldNames fields;
    private final PlainMetadata metadata = new PlainMetadata();

    private final JsonScanner scanner = new JsonScanner(this);
    private byte[] bytes;
    private ValueSpans spans;
    private boolean inMetadata;
    private int subNameFrom;
    private int subNameTo;

    /** Hashes of the names of the objects that are open, one object after another. */
    private int[] names = new int[4 * MAX_NAMES];

    private int namesCount;

    /** By depth, of the objects that are open: how many names those around it have. */
    private final int[] firstName = new int[JsonScanner.MAX_DEPTH + 1];

    /** @param metadataField ignoring case */
    PlainRecordScanner(final String metadataField) {
        this.fields = new PlainFieldNames(metadataField);
    }

    /**
     * @param values to be filled; of no use if there is no result
     * @return null if it is not sure
     */
    ScannedRecord scan(final byte[] line, final int offset, final int length, final ValueSpans values) {
        bytes = line;
        spans = values;
        namesCount = 0;
        fields.begin();
        metadata.begin(line);
        values.begin(line, offset);
        if (line[offset] != '{' || !scanner.isEnd(scanner.value(scanner.begin(line, offset, offset + length)))) {
            return null;
        }
        final ScannedRecord.Identity identity = metadata.identity();
        return identity == null ? null : new ScannedRecord(fields.end(), identity);
    }

    /**
     * Whether it is known of the record scanned last that a VARIANT alters nothing of it: no number has an exponent or more than
     * 38 characters, and no character is written as \\u.
     */
    boolean isUnaltered() {
        return !scanner.hasExponents() && !scanner.hasUnicodeEscapes() && scanner.longestNumber() <= MAX_DIGITS;
    }

    @Override
    public void begins(final int depth) {
        firstName[depth] = namesCount;
    }

    @Override
    public boolean name(final int from, final int to, final int depth) {
        if (!isNew(from, to, depth)) {
            return false;
        }
        if (depth == 1) {
            inMetadata = fields.isMetadata();
            return !inMetadata || metadata.isFirst();
        }
        if (depth == 2) {
            subNameFrom = from;
            subNameTo = to;
        }
        return true;
    }

    @Override
    public void value(final int from, final int to, final int depth) {
        if (depth == 1) {
            spans.add(from, to);
        } else if (depth == 2 && inMetadata) {
            metadata.member(subNameFrom, subNameTo, from, to);
        }
    }

    @Override
    public void ends(final int depth) {
        namesCount = firstName[depth];
    }

    /** Whether no other name of the object is the same; of two different ones with the same hash it is not known. */
    private boolean isNew(final int from, final int to, final int depth) {
        if (namesCount == names.length) {
            names = Arrays.copyOf(names, namesCount * 2);
        }
        if (depth == 1 && fields.next(bytes, from, to)) {
            names[namesCount++] = fields.hash();
            return true;
        }
        final int hash = depth == 1 ? fields.hash() : PlainFieldNames.hash(bytes, from, to);
        if (namesCount - firstName[depth] >= MAX_NAMES) {
            return false;
        }
        for (int i = firstName[depth]; i < namesCount; i++) {
            if (names[i] == hash) {
                return false;
            }
        }
        names[namesCount++] = hash;
        return true;
    }
}
