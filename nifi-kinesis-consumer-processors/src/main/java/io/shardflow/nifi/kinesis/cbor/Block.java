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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a stream, read by the block. A stream that ends too soon is an {@link EOFException}. Used by one thread. */
final class Block {

    /**
     * Bytes of a block: one call of the system for so many. Java keeps as much outside of the heap for each thread that reads a
     * socket.
     */
    private static final int BYTES = 32 * 1024;

    /** At first: more than an answer without records has. */
    private static final int FIRST_BYTES = 2 * 1024;

    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final int most;
    private byte[] bytes;
    private int from;
    private int to;

    Block(final InputStream in) {
        this(in, FIRST_BYTES, BYTES);
    }

    /**
     * @param first bytes to begin with, 1 or more
     * @param most bytes once these are full, at least as many
     */
    Block(final InputStream in, final int first, final int most) {
        this.in = in;
        this.most = most;
        this.bytes = new byte[first];
    }

    /** The next byte, 0 to 255. */
    int take() throws IOException {
        fill(1);
        return bytes[from++] & 0xff;
    }

    /** Passes the next bytes by if they are these. @param expected no more than a block has */
    boolean takeIf(final byte[] expected) throws IOException {
        fill(expected.length);
        final boolean equal = Arrays.equals(bytes, from, from + expected.length, expected, 0, expected.length);
        if (equal) {
            from += expected.length;
        }
        return equal;
    }

    /** The next bytes as the text that they are in UTF-8. */
    String takeText(final int length) throws IOException {
        if (length > most) {
            final byte[] taken = take(length);
            return text(taken, 0, length);
        }
        fill(length);
        final String text = text(bytes, from, length);
        from += length;
        return text;
    }

    /** @throws UnsureException if the bytes are no UTF-8 */
    static String text(final byte[] utf8, final int from, final int length) throws UnsureException {
        final String text = new String(utf8, from, length, StandardCharsets.UTF_8);
        // it may have been in the bytes, or have been put for some that are none
        if (text.indexOf(REPLACEMENT) >= 0) {
            final byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, utf8, from, from + length)) {
                throw new UnsureException("a text that is not UTF-8");
            }
        }
        return text;
    }

    /** The next bytes in an array of their own; large ones are read into it. */
    byte[] take(final int length) throws IOException {
        final byte[] taken = new byte[length];
        int done = Math.min(length, to - from);
        System.arraycopy(bytes, from, taken, 0, done);
        from += done;
        while (length - done >= most) {
            done += read(taken, done);
        }
        fill(length - done);
        System.arraycopy(bytes, from, taken, done, length - done);
        from += length - done;
        return taken;
    }

    /** Hands on the next bytes. */
    void copy(final long length, final OutputStream out) throws IOException {
        long left = length;
        while (left > 0) {
            fill(1);
            final int part = (int) Math.min(left, to - from);
            out.write(bytes, from, part);
            from += part;
            left -= part;
        }
    }

    /** Whether nothing follows. */
    boolean isEnd() throws IOException {
        return from == to && in.read() < 0;
    }

    /** At least so many bytes are there then, one behind the other. */
    private void fill(final int length) throws IOException {
        if (to - from >= length) {
            return;
        }
        final boolean small = bytes.length < most && (to == bytes.length || length > bytes.length);
        final byte[] room = small ? new byte[most] : bytes;
        System.arraycopy(bytes, from, room, 0, to - from);
        to -= from;
        from = 0;
        bytes = room;
        while (to < length) {
            to += read(bytes, to);
        }
    }

    private int read(final byte[] target, final int offset) throws IOException {
        final int read = in.read(target, offset, target.length - offset);
        if (read < 0) {
            throw new EOFException("it breaks off");
        }
        return read;
    }
}
