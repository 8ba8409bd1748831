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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Makes the line that PutSnowflake loads out of a row of an error table: the original bytes, with the position from the
 * metadata column as first member if the original does not say it itself, and without the mark of the target. Immutable, for any
 * thread.
 */
public final class LineRestorer {

    /** What a row gives. */
    public sealed interface Restored permits Line, Unusable {}

    /** @param bytes one JSON object that ends in a line feed and has no other */
    public record Line(byte[] bytes) implements Restored {}

    /** The row gives no line. */
    public record Unusable(Cause cause) implements Restored {}

    /** Why a row gives no line. */
    public enum Cause {
        NO_POSITION("the metadata column has no position"),
        NOT_BASE64("RAW is neither Base64 nor a text that begins with {"),
        NO_OBJECT("RAW is not one JSON object with each key once"),
        OTHER_POSITION("RAW has a metadata field of its own, with no position or another than the metadata column");

        private final String text;

        Cause(final String text) {
            this.text = text;
        }

        /** In words, with nothing of the row in it. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Thrown where a row turns out to give no line; never leaves this class. */
    private static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Cause cause;

        UnusableException(final Cause cause) {
            super(cause.toString());
            this.cause = cause;
        }
    }

    private final String metadataField;

    /** @param metadataField name of the field that holds the position */
    public LineRestorer(final String metadataField) {
        this.metadataField = metadataField;
    }

    /**
     * @param metadata the metadata column as JSON text; null if it is NULL
     * @param raw the original record: Base64, as an envelope has it, or JSON, as somebody who mends it would rather write
     *     it; null if it is NULL
     */
    public Restored restore(final String metadata, final String raw) {
        try {
            final byte[] position =
                    unmarked(metadata == null ? new byte[0] : metadata.getBytes(StandardCharsets.UTF_8));
            return new Line(line(position, identity(position), original(raw)));
        } catch (final UnusableException e) {
            return new Unusable(e.cause);
        }
    }

    private static byte[] original(final String raw) throws UnusableException {
        final String text = raw == null ? "" : raw.strip();
        if (text.startsWith("{")) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (final IllegalArgumentException e) {
            throw new UnusableException(Cause.NOT_BASE64);
        }
    }

    /** The target that refused the record is nothing of the record. */
    private static byte[] unmarked(final byte[] metadata) throws UnusableException {
        try {
            return MetadataText.unmarked(metadata);
        } catch (final IOException e) {
            throw new UnusableException(Cause.NO_POSITION);
        }
    }

    private static ScannedRecord.Identity identity(final byte[] metadata) throws UnusableException {
        try (JsonParser parser = RecordParsers.of(metadata)) {
            final MetadataReader reader = new MetadataReader();
            reader.read(parser, parser.nextToken());
            if (reader.identity() != null && parser.nextToken() == null) {
                return reader.identity();
            }
        } catch (final IOException e) {
            // No JSON: as good as none.
        }
        throw new UnusableException(Cause.NO_POSITION);
    }

    private byte[] line(final byte[] metadata, final ScannedRecord.Identity identity, final byte[] original)
            throws UnusableException {
        for (final byte b : original) {
            // The parser would take it for the other half of a UTF-16 character.
            if (b == 0) {
                throw new UnusableException(Cause.NO_OBJECT);
            }
        }
        try (JsonParser parser = RecordParsers.of(original)) {
            return line(parser, metadata, identity, original);
        } catch (final IOException e) {
            throw new UnusableException(Cause.NO_OBJECT);
        }
    }

    private byte[] line(
            final JsonParser parser,
            final byte[] metadata,
            final ScannedRecord.Identity identity,
            final byte[] original)
            throws IOException, UnusableException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new UnusableException(Cause.NO_OBJECT);
        }
        final int start = (int) parser.currentTokenLocation().getByteOffset();
        boolean empty = true;
        boolean positioned = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            empty = false;
            final boolean isMetadata = parser.currentName().equalsIgnoreCase(metadataField);
            final JsonToken value = parser.nextToken();
            if (isMetadata) {
                checkSame(parser, value, identity);
                positioned = true;
            } else {
                parser.skipChildren();
            }
        }
        final int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        if (parser.nextToken() != null) {
            throw new UnusableException(Cause.NO_OBJECT);
        }
        final ByteArrayOutputStream line = new ByteArrayOutputStream(original.length + metadata.length + 64);
        line.write('{');
        if (!positioned) {
            // First, as the consumer writes it.
            line.write('"');
            line.writeBytes(metadataField.getBytes(StandardCharsets.UTF_8));
            line.writeBytes(new byte[] {'"', ':'});
            writeWithoutLineBreaks(metadata, 0, metadata.length, line);
            if (!empty) {
                line.write(',');
            }
        }
        writeWithoutLineBreaks(original, start + 1, end, line);
        line.write('\n');
        return line.toByteArray();
    }

    /**
     * A record that says another position than its row would take the place of another record. A row of which the position is not
     * known has none of its own to defend.
     */
    private static void checkSame(final JsonParser parser, final JsonToken value, final ScannedRecord.Identity identity)
            throws IOException, UnusableException {
        final MetadataReader own = new MetadataReader();
        own.read(parser, value);
        final boolean same = own.identity() != null
                && (identity.shard().equals(Envelope.UNKNOWN)
                        || own.identity().shard().equals(identity.shard())
                                && own.identity().position().equals(identity.position()));
        if (!same) {
            throw new UnusableException(Cause.OTHER_POSITION);
        }
    }

    /** Inside strings JSON has none, so only white space goes. */
    private static void writeWithoutLineBreaks(
            final byte[] json, final int from, final int to, final ByteArrayOutputStream out) {
        int kept = from;
        for (int i = from; i < to; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                out.write(json, kept, i - kept);
                kept = i + 1;
            }
        }
        out.write(json, kept, to - kept);
    }
}
