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
package io.shardflow.nifi.kinesis.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes CBOR (RFC 8949) in any of its forms, where libraries choose one.
 *
 * @param endless containers have an end instead of a size
 * @param chunk characters or bytes of a chunk; 0 for strings in one piece
 * @param width bytes of the numbers in heads, 1, 2, 4 or 8; 0 for as few as do
 */
public record CborWriter(boolean endless, int chunk, int width) {

    /** A value with a tag before it. */
    public record Tagged(int tag, Object value) {}

    private static final int BREAK = 0xff;

    /** Of null, texts, byte arrays, numbers, booleans, lists, maps and what is tagged. */
    public byte[] write(final Object value) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(value, out);
        return out.toByteArray();
    }

    private void write(final Object value, final ByteArrayOutputStream out) {
        switch (value) {
            case null -> out.write(0xf6);
            case Boolean truth -> out.write(truth ? 0xf5 : 0xf4);
            case Double number -> fixed(0xfb, Double.doubleToLongBits(number), 8, out);
            case Float number -> fixed(0xfa, Float.floatToIntBits(number), 4, out);
            case Number number when number.longValue() < 0 -> head(1, -1 - number.longValue(), out);
            case Number number -> head(0, number.longValue(), out);
            case byte[] bytes -> string(2, bytes, out);
            case String text -> string(3, text.getBytes(StandardCharsets.UTF_8), out);
            case List<?> list -> {
                begin(4, list.size(), out);
                list.forEach(item -> write(item, out));
                end(out);
            }
            case Map<?, ?> map -> {
                begin(5, map.size(), out);
                map.forEach((name, member) -> {
                    // names in chunks are written by nobody
                    new CborWriter(endless, 0, width).write(name, out);
                    write(member, out);
                });
                end(out);
            }
            case Tagged tagged -> {
                head(6, tagged.tag(), out);
                write(tagged.value(), out);
            }
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    private void begin(final int type, final int size, final ByteArrayOutputStream out) {
        if (endless) {
            out.write(type << 5 | 31);
        } else {
            head(type, size, out);
        }
    }

    private void end(final ByteArrayOutputStream out) {
        if (endless) {
            out.write(BREAK);
        }
    }

    private void string(final int type, final byte[] bytes, final ByteArrayOutputStream out) {
        if (chunk == 0) {
            head(type, bytes.length, out);
            out.writeBytes(bytes);
            return;
        }
        out.write(type << 5 | 31);
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + chunk);
            // each chunk of a text is one
            while (type == 3 && to < bytes.length && (bytes[to] & 0xc0) == 0x80) {
                to++;
            }
            head(type, to - from, out);
            out.writeBytes(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        out.write(BREAK);
    }

    private void head(final int type, final long number, final ByteArrayOutputStream out) {
        if (width == 0 && number < 24) {
            out.write(type << 5 | (int) number);
            return;
        }
        int bytes = Math.max(1, width);
        while (bytes < 8 && number >>> bytes * 8 != 0) {
            bytes *= 2;
        }
        fixed(type << 5 | 24 + Integer.numberOfTrailingZeros(bytes), number, bytes, out);
    }

    private static void fixed(final int initial, final long bits, final int bytes, final ByteArrayOutputStream out) {
        out.write(initial);
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (bits >> 8 * i));
        }
    }
}
