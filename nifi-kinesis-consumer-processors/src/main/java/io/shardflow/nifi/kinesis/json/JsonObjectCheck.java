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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.nifi.json.JsonScanner;
import java.io.IOException;

/** Decides whether a payload is one JSON object (RFC 8259) that the metadata field can be spliced into. */
public final class JsonObjectCheck extends JsonCheck {

    private final TopLevel names;
    private final String field;

    /** @param field name of the metadata field; no member of the object may have it, in any case */
    public JsonObjectCheck(final String field) {
        this(field, new TopLevel(new FieldName(field)));
    }

    private JsonObjectCheck(final String field, final TopLevel names) {
        super(names);
        this.field = field;
        this.names = names;
    }

    @Override
    Accepted scan(final byte[] payload, final JsonScanner scanner) {
        names.begin(payload);
        final int start = scanner.begin(payload, 0, payload.length);
        if (start == payload.length || payload[start] != '{') {
            return null;
        }
        final int end = scanner.value(start);
        return scanner.isEnd(end) ? new Accepted(start, end, names.isEmpty(), scanner.hasLineBreakBefore(end)) : null;
    }

    @Override
    Result parse(final JsonParser parser, final byte[] payload) throws IOException {
        final JsonToken first = parser.nextToken();
        if (first == null) {
            return new Refused(EMPTY);
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
                return new Refused(INVALID);
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
            return new Refused(SEVERAL);
        }
        if (taken) {
            return new Refused(METADATA_FIELD_TAKEN);
        }
        return new Accepted(start, end, empty, hasLineBreaks(payload, start, end));
    }

    /** The names of the object itself, none of which may be the field's. */
    private static final class TopLevel implements JsonScanner.Members {

        private final FieldName field;
        private byte[] payload;
        private boolean empty;

        TopLevel(final FieldName field) {
            this.field = field;
        }

        void begin(final byte[] next) {
            payload = next;
            empty = true;
        }

        boolean isEmpty() {
            return empty;
        }

        @Override
        public boolean name(final int from, final int to, final int depth) {
            if (depth > 1) {
                return true;
            }
            empty = false;
            return !field.is(payload, from, to);
        }
    }
}
