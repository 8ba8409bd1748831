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
package io.shardflow.benchmarks.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** What the records of a stream look like: JSON objects of an exact size, made from a number, the same each time. */
public enum RecordKind {
    /** Eight fields as an order has them, one of them a text of letters and digits that fills the record. */
    ASCII(RecordKind::ascii),
    /** The same, the text in letters that take two and three bytes. */
    NON_ASCII(RecordKind::nonAscii),
    /** Objects within objects, sixteen deep, again and again. */
    DEEP(RecordKind::deep),
    /** Data as names of fields: each record has others. */
    KEYS(RecordKind::keys);

    /** Fewer bytes hold none of the kinds. */
    public static final int SMALLEST = 160;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int DEPTH = 16;
    private static final byte[] END = {'"', '}'};

    private final Content content;

    RecordKind(final Content content) {
        this.content = content;
    }

    /** Writes an object up to within its last text, which may then be filled up. */
    @FunctionalInterface
    private interface Content {

        /** @param size the most bytes that may be written */
        void write(StringBuilder json, SplittableRandom random, int size);
    }

    /** How a stream's name calls it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RecordKind ofLabel(final String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * The payload of that number.
     *
     * @param size bytes, at least {@link #SMALLEST}
     */
    public byte[] payload(final int number, final int size) {
        final StringBuilder json = new StringBuilder(size);
        content.write(json, new SplittableRandom(number), size - END.length);
        final byte[] written = json.toString().getBytes(StandardCharsets.UTF_8);
        final byte[] payload = Arrays.copyOf(written, size);
        Arrays.fill(payload, written.length, size - END.length, (byte) 'x');
        System.arraycopy(END, 0, payload, size - END.length, END.length);
        return payload;
    }

    private static void ascii(final StringBuilder json, final SplittableRandom random, final int size) {
        order(json, random);
        while (json.length() < size) {
            json.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
    }

    private static void nonAscii(final StringBuilder json, final SplittableRandom random, final int size) {
        order(json, random);
        int left = size - json.length();
        while (left > 3) {
            final boolean greek = random.nextBoolean();
            json.append((char) ((greek ? '\u03b1' : '\u3042') + random.nextInt(17)));
            left -= greek ? 2 : 3;
        }
    }

    private static void deep(final StringBuilder json, final SplittableRandom random, final int size) {
        json.append("{\"levels\":[");
        final String nest = "{\"n\":".repeat(DEPTH);
        final String end = "}".repeat(DEPTH);
        final String rest = "0],\"note\":\"";
        final int most = nest.length() + "999999999,".length() + end.length() + rest.length();
        while (json.length() + most <= size) {
            json.append(nest).append(random.nextInt(1_000_000_000)).append(end).append(',');
        }
        json.append(rest);
    }

    private static void keys(final StringBuilder json, final SplittableRandom random, final int size) {
        json.append('{');
        while (json.length() + 40 < size) {
            json.append("\"k")
                    .append(Long.toString(random.nextLong(Long.MAX_VALUE), Character.MAX_RADIX))
                    .append("\":")
                    .append(random.nextInt(10_000))
                    .append(',');
        }
        json.append("\"note\":\"");
    }

    private static void order(final StringBuilder json, final SplittableRandom random) {
        json.append("{\"id\":")
                .append(100_000_000 + random.nextInt(900_000_000))
                .append(",\"customer\":\"c-")
                .append(1_000 + random.nextInt(9_000))
                .append("\",\"total\":")
                .append(random.nextInt(1_000))
                .append('.')
                .append(10 + random.nextInt(90))
                .append(",\"paid\":")
                .append(random.nextBoolean())
                .append(",\"at\":\"2026-11-22T08:00:")
                .append(10 + random.nextInt(50))
                .append("Z\",\"items\":[")
                .append(random.nextInt(100))
                .append(',')
                .append(random.nextInt(100))
                .append("],\"to\":{\"zip\":")
                .append(10_000 + random.nextInt(90_000))
                .append("},\"note\":\"");
    }
}
