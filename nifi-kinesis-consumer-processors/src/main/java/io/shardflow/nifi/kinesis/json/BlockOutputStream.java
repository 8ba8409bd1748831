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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * Gathers what is written to one content after another in a block of its own, and hands it on when the block is full. As
 * {@link java.io.BufferedOutputStream}, but without a lock, and the block is made once. One thread at a time.
 */
public final class BlockOutputStream extends OutputStream {

    /** Less than half a region of G1 at its smallest, so that the block is an ordinary object. */
    static final int BYTES = 64 * 1024;

    private static final int MOST_DIGITS = 20;

    /** Of ten, all that a long can hold. */
    private static final long[] POWERS =
            LongStream.iterate(1, power -> power * 10).limit(MOST_DIGITS - 1).toArray();

    private final byte[] block = new byte[BYTES];
    private OutputStream content;
    private int used;

    /** What is written from now on goes there. Of the content before nothing is left, whether it was closed or not. */
    public void begin(final OutputStream next) {
        content = next;
        used = 0;
    }

    @Override
    public void write(final int b) throws IOException {
        makeRoom(1);
        block[used++] = (byte) b;
    }

    @Override
    public void write(final byte[] bytes, final int from, final int length) throws IOException {
        if (length > BYTES) {
            handOn();
            content.write(bytes, from, length);
        } else {
            makeRoom(length);
            System.arraycopy(bytes, from, block, used, length);
            used += length;
        }
    }

    /** Characters of ASCII, a byte each. */
    void writeAscii(final String text) throws IOException {
        final int length = text.length();
        if (length > BYTES) {
            write(text.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        makeRoom(length);
        copy(text, length);
        used += length;
    }

    // deprecated for what it does to other characters; of ASCII it is the only way that makes no array
    @SuppressWarnings("deprecation")
    private void copy(final String text, final int length) {
        text.getBytes(0, length, block, used);
    }

    /**
     * A number in decimal digits.
     *
     * @param digits at least so many, with zeros before the number; 1 to 20. Of no effect below 0
     */
    void writeDecimal(final long number, final int digits) throws IOException {
        if (number < 0) {
            writeAscii(Long.toString(number));
            return;
        }
        makeRoom(MOST_DIGITS);
        final int length = digitsOf(number);
        for (int zeros = digits - length; zeros > 0; zeros--) {
            block[used++] = '0';
        }
        long rest = number;
        for (int i = used + length - 1; i >= used; i--) {
            block[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += length;
    }

    private static int digitsOf(final long number) {
        int digits = 1;
        while (digits < POWERS.length && number >= POWERS[digits]) {
            digits++;
        }
        return digits;
    }

    private void makeRoom(final int bytes) throws IOException {
        if (bytes > BYTES - used) {
            handOn();
        }
    }

    private void handOn() throws IOException {
        content.write(block, 0, used);
        used = 0;
    }

    @Override
    public void flush() throws IOException {
        if (content != null) {
            handOn();
            content.flush();
        }
    }

    /** Ends the content; may be called again. */
    @Override
    public void close() throws IOException {
        final OutputStream ended = content;
        if (ended != null) {
            try (ended) {
                handOn();
            } finally {
                content = null;
            }
        }
    }
}
