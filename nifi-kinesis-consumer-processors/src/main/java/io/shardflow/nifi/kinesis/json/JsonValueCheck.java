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

/** Decides whether a payload is one JSON value of any kind (RFC 8259), which can be a member of an object. */
public final class JsonValueCheck extends JsonCheck {

    public JsonValueCheck() {
        super((from, to, depth) -> true);
    }

    @Override
    Accepted scan(final byte[] payload, final JsonScanner scanner) {
        final int start = scanner.begin(payload, 0, payload.length);
        final int end = scanner.value(start);
        return scanner.isEnd(end) ? new Accepted(start, end, false, scanner.hasLineBreakBefore(end)) : null;
    }

    @Override
    Result parse(final JsonParser parser, final byte[] payload) throws IOException {
        final JsonToken first = parser.nextToken();
        if (first == null) {
            return new Refused(EMPTY);
        }
        final int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        if (first.isStructStart() && parser.currentToken() == null) {
            return new Refused(INVALID);
        }
        if (parser.nextToken() != null) {
            return new Refused(SEVERAL);
        }
        final int end = end(payload);
        return new Accepted(start, end, false, hasLineBreaks(payload, start, end));
    }

    /** Behind the value, since only white space follows it. */
    private static int end(final byte[] payload) {
        int end = payload.length;
        while (payload[end - 1] == ' '
                || payload[end - 1] == '\t'
                || payload[end - 1] == '\n'
                || payload[end - 1] == '\r') {
            end--;
        }
        return end;
    }
}
