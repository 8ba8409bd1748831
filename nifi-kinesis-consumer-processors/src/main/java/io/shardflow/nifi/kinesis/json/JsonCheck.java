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
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A check of payloads that have to be JSON in UTF-8. Nothing of the payload is changed, kept or quoted in a reason. */
public abstract sealed class JsonCheck implements PayloadCheck permits JsonObjectCheck, JsonValueCheck {

    /** Reason of one whose name for the metadata is taken. */
    public static final String METADATA_FIELD_TAKEN = "the record already has a field named as the metadata field";

    static final String EMPTY = "the record is empty";
    static final String INVALID = "the record is not valid JSON";
    static final String SEVERAL = "the record holds more than one JSON value";

    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public final Result check(final byte[] payload) {
        if (payload.length == 0) {
            return new Refused(EMPTY);
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
            return check(parser, payload, lineBreaks);
        } catch (final StreamConstraintsException e) {
            return new Refused("the record goes beyond a limit of the JSON parser (nesting of 1000, number of 1000"
                    + " digits, name of 50000 characters, string of 20000000 characters)");
        } catch (final IOException e) {
            return new Refused(INVALID);
        }
    }

    /** @param lineBreaks whether there are any outside strings; inside, JSON has none */
    abstract Result check(JsonParser parser, byte[] payload, boolean lineBreaks) throws IOException;

    private static boolean isUtf8(final byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            return true;
        } catch (final CharacterCodingException e) {
            return false;
        }
    }
}
