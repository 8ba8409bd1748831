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

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Splits a stream into lines at {@code \n}, which never occurs raw inside a JSON value, and between objects that follow one
 * another on a line, as contents do that were merged without a line break between them. One line is held at a time, in a buffer
 * that grows to the longest. Not safe for several threads.
 */
final class JsonLines implements RecordLines {

    private static final int INITIAL_BYTES = 64 * 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long BRACES = ONES * '{';

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int lineStart;
    private int lineEnd;
    private int next;
    private int filled;
    private long number;
    private boolean ended;
    private boolean first = true;
    /** Whether what is read next begins a line, and is not an object behind another. */
    private boolean lineBegins = true;
    /** Up to where quotes have been looked for, to know what is inside a string; and what they told. */
    private int quotesRead;

    private boolean inString;
    private boolean escaped;

    /** @param longest bytes of a line, at most */
    JsonLines(final InputStream in, final int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Moves to the next line that is not blank. */
    @Override
    public boolean advance() throws IOException, UnloadableContentException {
        while (nextLine()) {
            skipByteOrderMark();
            while (lineStart < lineEnd && isBlank(buffer[lineStart])) {
                lineStart++;
            }
            while (lineEnd > lineStart && isBlank(buffer[lineEnd - 1])) {
                lineEnd--;
            }
            if (lineStart < lineEnd) {
                refuseArray();
                return true;
            }
        }
        return false;
    }

    /** All of the records would be one, which is too large to be loaded or even to be rejected. */
    private void refuseArray() throws UnloadableContentException {
        if (first && buffer[lineStart] == '[') {
            throw new UnloadableContentException(place()
                    + ": a JSON array where one object per line is expected; set 'Record Reader' to a JsonTreeReader,"
                    + " or 'Output Grouping' of the record writer to One Line Per Object, and send the FlowFile"
                    + " here again");
        }
        first = false;
    }

    /** COPY INTO ignores one at the start of a file, and so does this. */
    private void skipByteOrderMark() {
        if (number == 1
                && lineEnd - lineStart >= 3
                && buffer[lineStart] == (byte) 0xEF
                && buffer[lineStart + 1] == (byte) 0xBB
                && buffer[lineStart + 2] == (byte) 0xBF) {
            lineStart += 3;
        }
    }

    private boolean nextLine() throws IOException, UnloadableContentException {
        int searched = next;
        quotesRead = next;
        inString = false;
        escaped = false;
        while (true) {
            for (int i = nextStop(searched); i < filled; i = nextStop(i + 1)) {
                if (buffer[i] == '\n') {
                    return found(i, i + 1);
                }
                if (isBehindBrace(i) && !isInString(i)) {
                    return found(i, i);
                }
            }
            searched = filled;
            if (ended) {
                return next < filled && found(filled, filled);
            }
            if (next > 0) {
                System.arraycopy(buffer, next, buffer, 0, filled - next);
                filled -= next;
                searched -= next;
                quotesRead -= next;
                next = 0;
            }
            if (filled == buffer.length) {
                grow();
            }
            final int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
            } else {
                filled += read;
            }
        }
    }

    /** The next line feed or opening brace; behind all there is, if there is none. Eight bytes at a time. */
    private int nextStop(final int from) {
        int i = from;
        for (; i + Long.BYTES <= filled; i += Long.BYTES) {
            final long word = (long) LONGS.get(buffer, i);
            final long lineFeed = word ^ LINE_FEEDS;
            final long brace = word ^ BRACES;
            // The lowest bit that is set belongs to the first byte that is one of them.
            final long stops = (lineFeed - ONES & ~lineFeed | brace - ONES & ~brace) & HIGH_BITS;
            if (stops != 0) {
                return i + Long.numberOfTrailingZeros(stops) / Byte.SIZE;
            }
        }
        while (i < filled && buffer[i] != '\n' && buffer[i] != '{') {
            i++;
        }
        return i;
    }

    private boolean isBehindBrace(final int position) {
        int i = position - 1;
        while (i >= next && buffer[i] <= ' ') {
            i--;
        }
        return i >= next && buffer[i] == '}';
    }

    private boolean found(final int end, final int following) {
        lineStart = next;
        lineEnd = end;
        next = following;
        number += lineBegins ? 1 : 0;
        lineBegins = following > end;
        return true;
    }

    /** Asked only where an object would begin behind another, which is hardly ever. */
    private boolean isInString(final int position) {
        for (; quotesRead < position; quotesRead++) {
            final byte b = buffer[quotesRead];
            if (escaped) {
                escaped = false;
            } else if (b == '"') {
                inString = !inString;
            } else {
                escaped = inString && b == '\\';
            }
        }
        return inString;
    }

    private void grow() throws UnloadableContentException {
        if (buffer.length >= longest) {
            throw new UnloadableContentException("line " + (number + 1) + ": longer than " + longest
                    + " bytes; the content must be JSON lines, one object per line");
        }
        buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, longest));
    }

    private static boolean isBlank(final byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    /** Blank lines count. */
    @Override
    public String place() {
        return "line " + number;
    }

    @Override
    public byte[] bytes() {
        return buffer;
    }

    @Override
    public int offset() {
        return lineStart;
    }

    @Override
    public int length() {
        return lineEnd - lineStart;
    }

    @Override
    public void close() {
        // The stream is closed by whom it belongs to.
    }
}
