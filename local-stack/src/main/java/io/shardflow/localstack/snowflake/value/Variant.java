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
package io.shardflow.localstack.snowflake.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON as a VARIANT keeps it: object keys sorted, no blanks, numbers exact up to 38 digits and as double beyond that or when written with an exponent.
 * Safe for use by several threads.
 */
public final class Variant {
    public static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .maxNestingDepth(2_000)
                    .build())
            .build();

    /** For what is canonical already: names are not compared again. */
    static final JsonFactory STORED = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .maxNestingDepth(2_000)
                    .build())
            .build();

    private static final int MAX_DIGITS = 38;

    private Variant() {}

    /** The value at which the parser stands, canonical. Afterwards the parser stands on the value's last token. */
    public static byte[] read(final JsonParser parser) throws IOException {
        final StringBuilder out = new StringBuilder(64);
        append(parser, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Canonical form of a JSON text, null for blank text. */
    static byte[] parse(final String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            final byte[] value = read(parser);
            if (parser.nextToken() != null) {
                throw new JsonProcessingException("more than one document") {
                    private static final long serialVersionUID = 1L;
                };
            }
            return value;
        }
    }

    public static byte[] ofText(final String text) {
        final StringBuilder out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(final JsonParser parser, final StringBuilder out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, out);
            case START_ARRAY -> array(parser, out);
            case VALUE_STRING -> quote(parser.getText(), out);
            case VALUE_NUMBER_INT -> integer(parser.getText(), out);
            case VALUE_NUMBER_FLOAT -> number(parser.getText(), out);
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> out.append(parser.getText());
            default -> throw new IOException("unexpected JSON token");
        }
    }

    private static void object(final JsonParser parser, final StringBuilder out) throws IOException {
        final SortedMap<String, String> fields = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            final String name = parser.currentName();
            parser.nextToken();
            final StringBuilder value = new StringBuilder();
            append(parser, value);
            fields.put(name, value.toString());
        }
        object(fields, out);
    }

    /** The object of these fields, whose values are canonical. */
    public static byte[] object(final SortedMap<String, byte[]> fields) {
        final SortedMap<String, String> texts = new TreeMap<>();
        fields.forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        final StringBuilder out = new StringBuilder();
        object(texts, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void object(final SortedMap<String, String> fields, final StringBuilder out) {
        String separator = "{";
        for (final Map.Entry<String, String> field : fields.entrySet()) {
            out.append(separator);
            quote(field.getKey(), out);
            out.append(':').append(field.getValue());
            separator = ",";
        }
        out.append(fields.isEmpty() ? "{}" : "}");
    }

    private static void array(final JsonParser parser, final StringBuilder out) throws IOException {
        out.append('[');
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!first) {
                out.append(',');
            }
            first = false;
            append(parser, out);
        }
        out.append(']');
    }

    private static void quote(final String text, final StringBuilder out) {
        out.append('"');
        if (isPlain(text)) {
            out.append(text);
        } else {
            JsonStringEncoder.getInstance().quoteAsString(text, out);
        }
        out.append('"');
    }

    /** Whether it has nothing to escape, as most texts: the encoder takes one character after the other. */
    private static boolean isPlain(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Most are canonical already, since JSON has no leading zeros. */
    private static void integer(final String text, final StringBuilder out) {
        if (text.length() <= MAX_DIGITS && !text.equals("-0")) {
            out.append(text);
        } else {
            number(text, out);
        }
    }

    private static void number(final String text, final StringBuilder out) {
        final boolean exponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
        if (!exponent) {
            final BigDecimal exact = new BigDecimal(text);
            final BigDecimal plain = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
            if (Math.max(plain.precision(), plain.scale()) <= MAX_DIGITS
                    && plain.precision() - plain.scale() <= MAX_DIGITS) {
                out.append(plain.toPlainString());
                return;
            }
        }
        out.append(String.format(Locale.ROOT, "%.15e", Double.parseDouble(text)));
    }

    /** The text that a cast to VARCHAR gives of a canonical value: strings without quotes, null for JSON null. */
    public static String text(final byte[] json) {
        return switch (json[0]) {
            case 'n' -> null;
            case '"' -> unquoted(json);
            default -> new String(json, StandardCharsets.UTF_8);
        };
    }

    private static String unquoted(final byte[] json) {
        for (final byte b : json) {
            if (b == '\\') {
                return unescaped(json);
            }
        }
        return new String(json, 1, json.length - 2, StandardCharsets.UTF_8);
    }

    private static String unescaped(final byte[] json) {
        try (JsonParser parser = STORED.createParser(json)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value at which the parser stands, as {@link #text} gives it. */
    static String scalarOrJson(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> new String(read(parser), StandardCharsets.UTF_8);
            default -> parser.getText();
        };
    }
}
