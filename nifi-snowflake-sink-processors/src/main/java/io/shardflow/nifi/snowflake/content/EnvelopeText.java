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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what has the form of an {@link Envelope}. A record of the stream may have it too, as those of a stream of dead letters
 * do: that it is one, its mark has to say, or where it comes from.
 */
final class EnvelopeText {

    /** A reason is shorter than that, however it is written, and stands last. */
    private static final int TAIL_BYTES = 8 * 1024;

    private static final byte[] REASON = {'"', 'r', 'e', 'a', 's', 'o', 'n', '"'};

    /**
     * The member with the reason, among the bytes of the record.
     *
     * @param start where its name begins
     * @param end behind its value
     */
    record Reason(int start, int end) {}

    private EnvelopeText() {}

    /**
     * Looks whether a record has the form of an envelope.
     *
     * @return where its reason is; empty if it has not
     */
    static Optional<Reason> reason(final byte[] bytes, final int offset, final int length, final String metadataField) {
        return mayBe(bytes, offset, length) ? read(bytes, offset, length, metadataField) : Optional.empty();
    }

    /** Quickly, since ordinary records are asked too. */
    private static boolean mayBe(final byte[] bytes, final int offset, final int length) {
        final int end = offset + length;
        for (int i = end - REASON.length; i >= Math.max(offset, end - TAIL_BYTES); i--) {
            int same = 0;
            while (same < REASON.length && bytes[i + same] == REASON[same]) {
                same++;
            }
            if (same == REASON.length) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Reason> read(
            final byte[] bytes, final int offset, final int length, final String metadataField) {
        final Set<String> others = new HashSet<>();
        Reason reason = null;
        try (JsonParser parser = RecordParsers.of(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                final int start = offset + (int) parser.currentTokenLocation().getByteOffset();
                final JsonToken value = parser.nextToken();
                if (name.equals(Envelope.REASON)) {
                    // All of it is read before it is asked where it ends.
                    parser.finishToken();
                    reason = new Reason(
                            start, offset + (int) parser.currentLocation().getByteOffset());
                } else {
                    others.add(name);
                }
                if (value != (name.equals(metadataField) ? JsonToken.START_OBJECT : JsonToken.VALUE_STRING)) {
                    return Optional.empty();
                }
                parser.skipChildren();
            }
            return others.equals(Set.of(metadataField, Envelope.RAW)) && parser.nextToken() == null
                    ? Optional.ofNullable(reason)
                    : Optional.empty();
        } catch (final IOException e) {
            return Optional.empty();
        }
    }
}
