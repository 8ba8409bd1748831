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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads CBOR (RFC 8949) forward from a stream, item by item: {@link #next} reads the head of one, another method what is in it. Strings
 * in chunks and containers without a length are taken as any; of what is no CBOR, or is not what is asked for, it is
 * {@linkplain UnsureException unsure}.
 *
 * <p>A stream that ends too soon is an {@link java.io.EOFException}. Used by one thread.
 */
public final class CborReader {

    /** Size of a container that has an end instead. */
    private static final long ENDLESS = -1;

    /** No string may be longer, in bytes: more than one of the longest payload in Base64. */
    private static final int LONGEST = 16 * 1024 * 1024;

    /** Containers in one another that are passed on. */
    private static final int DEEPEST = 64;

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int OTHER = 7;

    private static final int NULL = 0xf6;
    private static final int DOUBLE = 0xfb;
    private static final int BREAK = 0xff;

    private final Block block;

    /** First byte of the item's head. */
    private int initial;

    /** The number in its head: a length, a size, or the bits of a fraction. */
    private long argument;

    public CborReader(final InputStream in) {
        this(new Block(in));
    }

    CborReader(final Block block) {
        this.block = block;
    }

    /** Reads the head of the next item. */
    public void next() throws IOException {
        initial = block.take();
        final int info = initial & 0x1f;
        if (info < 24) {
            argument = info;
        } else if (info < 28) {
            argument = bigEndian(argumentBytes());
            require(argument >= 0 || type() == OTHER, "a number above 2^63");
        } else {
            require(info == 31 && type() != UNSIGNED && type() != NEGATIVE && type() != TAG, "a head of no meaning");
            argument = ENDLESS;
        }
    }

    private int argumentBytes() {
        final int info = initial & 0x1f;
        return info < 24 || info > 27 ? 0 : 1 << info - 24;
    }

    private long bigEndian(final int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << Byte.SIZE | block.take();
        }
        return number;
    }

    private int type() {
        return initial >> 5;
    }

    /**
     * Reads the head of the next item of a container, or its end.
     *
     * @param size of the container, as {@link #array} and {@link #map} have it
     * @param index of the item, or of the pair that begins with it, from 0
     * @return false if there is none
     */
    public boolean hasNext(final long size, final long index) throws IOException {
        if (index == size) {
            return false;
        }
        next();
        return size != ENDLESS || initial != BREAK;
    }

    /** Items of the array that begins, or a number below 0: there is an end behind them. */
    public long array() throws UnsureException {
        require(type() == ARRAY, "no array");
        return argument;
    }

    /** As {@link #array}, pairs of the map that begins. */
    public long map() throws UnsureException {
        require(type() == MAP, "no map");
        return argument;
    }

    public boolean isNull() {
        return initial == NULL;
    }

    /** Whether a string of bytes, not a text, begins. */
    public boolean isBytes() {
        return type() == BYTES;
    }

    /** Whether it is the tag of that number, and the next item what is tagged. */
    public boolean isTag(final int number) {
        return type() == TAG && argument == number;
    }

    /** Passes the text by that begins if it is this one. @param name in UTF-8, not long */
    public boolean isName(final byte[] name) throws IOException {
        require(type() == TEXT && argument != ENDLESS, "a name that is no text in one piece");
        return argument == name.length && block.takeIf(name);
    }

    /** The text that begins. */
    public String text() throws IOException {
        require(type() == TEXT, "no text");
        if (argument != ENDLESS) {
            return block.takeText(length());
        }
        final byte[] whole = bytes();
        return Block.text(whole, 0, whole.length);
    }

    /** The bytes of the string or text that begins, in an array of their own. */
    public byte[] bytes() throws IOException {
        require(type() == BYTES || type() == TEXT, "no string");
        if (argument != ENDLESS) {
            return block.take(length());
        }
        final ByteArrayOutputStream whole = new ByteArrayOutputStream();
        final int type = type();
        for (next(); initial != BREAK; next()) {
            require(type() == type && argument != ENDLESS, "no chunk");
            whole.writeBytes(block.take(length()));
            require(whole.size() <= LONGEST, "a long string");
        }
        return whole.toByteArray();
    }

    private int length() throws UnsureException {
        require(argument <= LONGEST, "a long string");
        return (int) argument;
    }

    /**
     * The whole number, 0 or more, that the item is, be it written as a fraction of eight bytes. Of a shorter one the SDK takes
     * the decimal digits that tell it from its neighbours, which are another whole number.
     */
    public long number() throws UnsureException {
        if (type() == UNSIGNED) {
            return argument;
        }
        require(initial == DOUBLE, "no number from 0 on");
        final double number = Double.longBitsToDouble(argument);
        require(number >= 0 && number < 0x1p53 && number == (long) number, "no whole number from 0 on");
        return (long) number;
    }

    /** Hands on the bytes of the item, and of all that is in it, as they are. */
    public void copy(final OutputStream out) throws IOException {
        copy(out, 0);
    }

    private void copy(final OutputStream out, final int depth) throws IOException {
        require(depth < DEEPEST, "containers in one another");
        require(initial != BREAK, "an end of nothing");
        final int type = type();
        final long size = argument;
        copyHead(out);
        if ((type == BYTES || type == TEXT) && size != ENDLESS) {
            block.copy(size, out);
        } else if (type == TAG) {
            next();
            copy(out, depth + 1);
        } else if (type != UNSIGNED && type != NEGATIVE && type != OTHER) {
            for (long i = 0; hasNext(size, i); i++) {
                require(type == ARRAY || type == MAP || type() == type && argument != ENDLESS, "no chunk");
                copy(out, depth + 1);
                if (type == MAP) {
                    next();
                    copy(out, depth + 1);
                }
            }
            if (size == ENDLESS) {
                out.write(BREAK);
            }
        }
    }

    private void copyHead(final OutputStream out) throws IOException {
        out.write(initial);
        for (int bits = (argumentBytes() - 1) * Byte.SIZE; bits >= 0; bits -= Byte.SIZE) {
            out.write((int) (argument >> bits));
        }
    }

    /** Whether nothing follows. */
    public boolean isEnd() throws IOException {
        return block.isEnd();
    }

    private static void require(final boolean holds, final String otherwise) throws UnsureException {
        if (!holds) {
            throw new UnsureException(otherwise);
        }
    }
}
