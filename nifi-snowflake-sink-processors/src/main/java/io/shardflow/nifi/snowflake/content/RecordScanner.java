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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that a line is one JSON object as COPY INTO accepts it, and reads the position it carries, without building a
 * tree. Refused, because COPY refuses or alters them: invalid UTF-8, a key twice in one object (ALLOW_DUPLICATE is
 * FALSE). Not safe for several threads.
 */
final class RecordScanner {

    /** Deepest nesting of a record; beyond it the record is refused. */
    static final int MAX_DEPTH = 1000;

    /** For writing. */
    static final JsonFactory JSON = RecordParsers.newFactory();

    private final String metadataField;
    private final int mostBytes;
    private final PlainRecordScanner plain;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer discarded = CharBuffer.allocate(8192);
    private final ValueSpans spans = new ValueSpans();
    private boolean unaltered;

    /**
     * @param metadataField name of the field that holds the position; matched as a column is, ignoring case
     * @param mostBytes of a record: what one VARIANT holds, since COPY reads each record as one
     */
    RecordScanner(final String metadataField, final int mostBytes) {
        this.metadataField = metadataField;
        this.mostBytes = mostBytes;
        this.plain = new PlainRecordScanner(metadataField);
    }

    /**
     * Whether it is known of the record that was scanned last that nothing of it is altered on its way through a VARIANT: no
     * number has an exponent or more than 38 characters, and no character is written as \\u.
     */
    boolean isUnaltered() {
        return unaltered;
    }

    /** Where the values of the record that was scanned last are, in the order of its fields. */
    ValueSpans spans() {
        return spans;
    }

    /** @throws UnloadableRecordException if the line is not one acceptable JSON object with a position */
    ScannedRecord scan(final byte[] bytes, final int offset, final int length) throws UnloadableRecordException {
        if (length > mostBytes) {
            throw new UnloadableRecordException(
                    "larger than " + mostBytes + " bytes ('Maximum Record Size'), the most that a VARIANT holds");
        }
        final ScannedRecord found = plain.scan(bytes, offset, length, spans);
        if (found != null) {
            unaltered = plain.isUnaltered();
            return found;
        }
        unaltered = false;
        return parse(bytes, offset, length);
    }

    /** By a parser, which knows what is wrong with a record. */
    ScannedRecord parse(final byte[] bytes, final int offset, final int length) throws UnloadableRecordException {
        checkText(bytes, offset, length);
        if (bytes[offset] == '[') {
            throw new UnloadableRecordException(
                    "a JSON array where one object per line is expected; a record writer must write One Line Per Object");
        }
        if (bytes[offset] != '{') {
            throw new UnloadableRecordException("not a JSON object");
        }
        try (JsonParser parser = RecordParsers.of(bytes, offset, length)) {
            spans.begin(bytes, offset);
            return scanObject(parser);
        } catch (final StreamConstraintsException e) {
            throw new UnloadableRecordException("nested deeper than " + MAX_DEPTH + " levels");
        } catch (final IOException e) {
            // Jackson's own message quotes the content.
            throw new UnloadableRecordException(
                    e.getMessage() != null && e.getMessage().startsWith("Duplicate")
                            ? "a key occurs twice in one object"
                            : "not valid JSON");
        }
    }

    private ScannedRecord scanObject(final JsonParser parser) throws IOException, UnloadableRecordException {
        parser.nextToken();
        final List<String> fields = new ArrayList<>();
        MetadataReader metadata = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            spans.next(parser);
            final String name = parser.currentName();
            fields.add(name);
            final JsonToken value = parser.nextToken();
            spans.value(parser);
            if (name.equalsIgnoreCase(metadataField)) {
                if (metadata != null) {
                    throw new UnloadableRecordException(
                            "field '" + metadataField + "' is there twice, in names that differ only in case");
                }
                metadata = new MetadataReader();
                metadata.read(parser, value);
            } else {
                parser.skipChildren();
            }
        }
        spans.next(parser);
        if (parser.nextToken() != null) {
            throw new UnloadableRecordException("more than one JSON value on the line");
        }
        if (metadata == null) {
            throw withoutPosition("field '" + metadataField + "' is missing");
        }
        if (metadata.identity() == null) {
            throw withoutPosition(metadata.problem());
        }
        return new ScannedRecord(fields, metadata.identity());
    }

    private static UnloadableRecordException withoutPosition(final String problem) {
        return new UnloadableRecordException(problem + "; the ledger needs the position of every record");
    }

    private void checkText(final byte[] bytes, final int offset, final int length) throws UnloadableRecordException {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 0) {
                throw new UnloadableRecordException("a NUL byte; the content must be UTF-8");
            }
        }
        final ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        utf8.reset();
        CoderResult result;
        do {
            discarded.clear();
            result = utf8.decode(in, discarded, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new UnloadableRecordException("invalid UTF-8");
        }
    }
}
