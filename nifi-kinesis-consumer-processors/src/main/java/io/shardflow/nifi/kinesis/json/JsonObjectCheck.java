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
package io.shardflow.nifi.kinesis.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decides whether a payload is one JSON object (RFC 8259) that the metadata field can be spliced into. Nothing of the
 * payload is changed, kept or quoted in a reason. Immutable, for any thread.
 */
public final class JsonObjectCheck {

    /** Outcome of the check. */
    public sealed interface Result permits Accepted, Refused {}

    /**
     * The payload is one object.
     *
     * @param start offset of the opening brace
     * @param end offset behind the closing brace
     * @param empty whether the object has no members
     * @param lineBreaks whether there are line breaks between tokens; inside strings JSON has none
     */
    public record Accepted(int start, int end, boolean empty, boolean lineBreaks) implements Result {}

    /** The payload cannot carry the metadata field. @param reason in plain words, without anything of the payload */
    public record Refused(String reason) implements Result {}

    private static final JsonFactory FACTORY = new JsonFactory();

    private final String field;

    /** @param field name of the metadata field; no member of the object may have it, in any case */
    public JsonObjectCheck(final String field) {
        this.field = field;
    }

    public Result check(final byte[] payload) {
        if (payload.length == 0) {
            return new Refused("the record is empty");
        }
        boolean lineBreaks = false;
        boolean ascii = true;
        for (final byte b : payload) {
            if (b == '\n' || b == '\r') {
                lineBreaks = true;
            } else if (b == 0) {
                return new Refused("the record is not JSON in UTF-8: it has a zero byte");
            } else if (b < 0) {
                ascii = false;
            }
        }
        if (!ascii && !isUtf8(payload)) {
            return new Refused("the record is not JSON in UTF-8: it has bytes that are not UTF-8");
        }
        try (JsonParser parser = FACTORY.createParser(payload)) {
            return check(parser, lineBreaks);
        } catch (final StreamConstraintsException e) {
            return new Refused("the record goes beyond a limit of the JSON parser (nesting of 1000, number of 1000"
                    + " digits, name of 50000 characters, string of 20000000 characters)");
        } catch (final IOException e) {
            return new Refused("the record is not valid JSON");
        }
    }

    private Result check(final JsonParser parser, final boolean lineBreaks) throws IOException {
        final JsonToken first = parser.nextToken();
        if (first == null) {
            return new Refused("the record is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            return new Refused("the record is not a JSON object");
        }
        final int start = (int) parser.currentTokenLocation().getByteOffset();
        boolean empty = true;
        boolean taken = false;
        int depth = 1;
        while (depth > 0) {
            final JsonToken token = parser.nextToken();
            if (token == null) {
                return new Refused("the record is not valid JSON");
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && depth == 1) {
                empty = false;
                taken |= parser.currentName().equalsIgnoreCase(field);
            }
        }
        final int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        if (parser.nextToken() != null) {
            return new Refused("the record holds more than one JSON value");
        }
        if (taken) {
            return new Refused("the record already has a field named as the metadata field");
        }
        return new Accepted(start, end, empty, lineBreaks);
    }

    private static boolean isUtf8(final byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            return true;
        } catch (final CharacterCodingException e) {
            return false;
        }
    }
}
