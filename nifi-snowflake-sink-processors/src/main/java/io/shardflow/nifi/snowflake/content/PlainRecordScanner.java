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

import java.util.Arrays;

/**
 * Reads the ordinary record in one pass over its bytes, which takes a fraction of what a parser takes: a JSON object with a
 * position, names without escapes, and not too many of them or too deeply nested. Whatever else it meets, the wrong and the rare,
 * it is not sure of and leaves to {@link RecordScanner}'s parser, which knows the reasons. Not safe for several threads.
 */
final class PlainRecordScanner {

    /** Nesting and names in one object that are not in the order of the record before. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_NAMES = 128;

    private static final int UNSURE = PlainTokens.UNSURE;

    private final PlainFieldNames fields;
    private final PlainMetadata metadata = new PlainMetadata();

    private final PlainTokens tokens = new PlainTokens();
    private byte[] bytes;
    private ValueSpans spans;
    private boolean inMetadata;
    /** Hashes of the names of the objects that are open, one object after another. */
    private int[] names = new int[4 * MAX_NAMES];

    private int namesCount;

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
        tokens.begin(line, offset + length);
        spans = values;
        namesCount = 0;
        fields.begin();
        metadata.begin(line);
        values.begin(line, offset);
        if (bytes[offset] != '{' || afterBlanks(object(offset, 1)) != offset + length) {
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
        return tokens.isUnaltered();
    }

    private int object(final int start, final int depth) {
        final int firstName = namesCount;
        int i = afterBlanks(start + 1);
        if (at(i) == '}') {
            return i + 1;
        }
        while (i >= 0 && depth < MAX_DEPTH) {
            i = member(i, depth, firstName);
            final byte b = at(i);
            if (b == '}') {
                namesCount = firstName;
                return i + 1;
            }
            i = b == ',' ? afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }

    /** @return the place of what follows the value, behind blanks */
    private int member(final int start, final int depth, final int firstName) {
        final int nameEnd = tokens.name(start);
        final int colon = afterBlanks(nameEnd);
        if (at(colon) != ':' || !isNew(start + 1, nameEnd - 1, depth, firstName)) {
            return UNSURE;
        }
        final int value = afterBlanks(colon + 1);
        if (depth == 1) {
            inMetadata = fields.isMetadata();
            if (inMetadata && !metadata.isFirst()) {
                return UNSURE;
            }
        }
        final int valueEnd = value(value, depth);
        if (valueEnd < 0) {
            return UNSURE;
        }
        if (depth == 1) {
            spans.add(value, valueEnd);
        } else if (depth == 2 && inMetadata) {
            metadata.member(start + 1, nameEnd - 1, value, valueEnd);
        }
        return afterBlanks(valueEnd);
    }

    /** Whether no other name of the object is the same; of two different ones with the same hash it is not known. */
    private boolean isNew(final int from, final int to, final int depth, final int firstName) {
        if (namesCount == names.length) {
            names = Arrays.copyOf(names, namesCount * 2);
        }
        if (depth == 1 && fields.next(bytes, from, to)) {
            names[namesCount++] = fields.hash();
            return true;
        }
        final int hash = depth == 1 ? fields.hash() : PlainFieldNames.hash(bytes, from, to);
        if (namesCount - firstName >= MAX_NAMES) {
            return false;
        }
        for (int i = firstName; i < namesCount; i++) {
            if (names[i] == hash) {
                return false;
            }
        }
        names[namesCount++] = hash;
        return true;
    }

    private int array(final int start, final int depth) {
        int i = afterBlanks(start + 1);
        if (at(i) == ']') {
            return i + 1;
        }
        while (i >= 0 && depth < MAX_DEPTH) {
            i = afterBlanks(value(i, depth));
            final byte b = at(i);
            if (b == ']') {
                return i + 1;
            }
            i = b == ',' ? afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }

    /** @return the place behind the value */
    private int value(final int i, final int depth) {
        return switch (at(i)) {
            case '"' -> tokens.string(i);
            case '{' -> object(i, depth + 1);
            case '[' -> array(i, depth + 1);
            case 't' -> tokens.literal(i, "true");
            case 'f' -> tokens.literal(i, "false");
            case 'n' -> tokens.literal(i, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> tokens.number(i);
            default -> UNSURE;
        };
    }

    private int afterBlanks(final int from) {
        return tokens.afterBlanks(from);
    }

    private byte at(final int i) {
        return tokens.at(i);
    }
}
