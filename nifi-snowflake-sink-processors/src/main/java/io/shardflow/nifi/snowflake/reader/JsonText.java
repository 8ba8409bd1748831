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
package io.shardflow.nifi.snowflake.reader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.nifi.snowflake.content.RecordParsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts that hold JSON. */
final class JsonText {

    private JsonText() {}

    /** Whether the text is one JSON object and nothing else. One with a key twice is one, too: what is wrong with it is told later. */
    static boolean isObject(final String text) {
        try (JsonParser parser = RecordParsers.of(text.getBytes(StandardCharsets.UTF_8))) {
            parser.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (final IOException e) {
            return false;
        }
    }

    /** @param json valid, so that line breaks are between its values only */
    static String onOneLine(final String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
