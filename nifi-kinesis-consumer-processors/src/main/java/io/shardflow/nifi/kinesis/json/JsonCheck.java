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
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.shardflow.nifi.json.JsonScanner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A check of payloads that have to be JSON in UTF-8. Nothing of the payload is changed, kept or quoted in a reason. One thread.
 *
 * <p>Ordinary payloads are read by the scanner. Those of which it is not sure are parsed, which takes some times as long and says
 * what is wrong with them, if anything is.
 */
public abstract sealed class JsonCheck implements PayloadCheck permits JsonObjectCheck, JsonValueCheck {

    /** Reason of one whose name for the metadata is taken. */
    public static final String METADATA_FIELD_TAKEN = "the record already has a field named as the metadata field";

    static final String EMPTY = "the record is empty";
    static final String INVALID = "the record is not valid JSON";
    static final String SEVERAL = "the record holds more than one JSON value";

    /** Names are not interned: where they are data, they would fill the JVM's table of strings. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonScanner scanner;

    JsonCheck(final JsonScanner.Members members) {
        this.scanner = new JsonScanner(members);
    }

    @Override
    public final Result check(final byte[] payload) {
        final Accepted ordinary = scan(payload);
        return ordinary == null ? parse(payload) : ordinary;
    }

    /** By the scanner alone. @return null if it is not sure of the payload */
    final Accepted scan(final byte[] payload) {
        return scan(payload, scanner);
    }

    abstract Accepted scan(byte[] payload, JsonScanner reader);

    /** By a parser alone. */
    final Result parse(final byte[] payload) {
        if (payload.length == 0) {
            return new Refused(EMPTY);
        }
        for (final byte b : payload) {
            if (b == 0) {
                return new Refused("the record is not JSON in UTF-8: it has a zero byte");
            }
        }
        if (!isUtf8(payload)) {
            return new Refused("the record is not JSON in UTF-8: it has bytes that are not UTF-8");
        }
        try (JsonParser parser = FACTORY.createParser(payload)) {
            return parse(parser, payload);
        } catch (final StreamConstraintsException e) {
            return new Refused("the record goes beyond a limit of the JSON parser (nesting of 1000, number of 1000"
                    + " digits, name of 50000 characters, string of 20000000 characters)");
        } catch (final IOException e) {
            return new Refused(INVALID);
        }
    }

    abstract Result parse(JsonParser parser, byte[] payload) throws IOException;

    /** Valid JSON has line breaks between its tokens only. */
    static boolean hasLineBreaks(final byte[] json, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                return true;
            }
        }
        return false;
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
