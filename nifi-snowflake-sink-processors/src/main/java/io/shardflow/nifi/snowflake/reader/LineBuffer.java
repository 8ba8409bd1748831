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
package io.shardflow.nifi.snowflake.reader;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A line that is being written, in memory that serves for the next one again. Not safe for several threads. */
final class LineBuffer extends OutputStream {

    /** The line is too long. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final int longest;
    private byte[] bytes = new byte[64 * 1024];
    private int length;

    /** @param longest bytes of a line, at most */
    LineBuffer(final int longest) {
        this.longest = longest;
    }

    @Override
    public void write(final int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(final byte[] from, final int offset, final int count) throws FullException {
        if (count > longest - length) {
            throw new FullException();
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(longest, Math.max(bytes.length * 2L, length + count)));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    void clear() {
        length = 0;
    }

    /** Holds the line, from the first byte on for {@link #length()} bytes, until the next call. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
