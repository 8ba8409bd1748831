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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Some of the lines of a stream. Not safe for several threads. */
final class LineRange extends FilterInputStream {

    private long before;
    private long left;

    /**
     * @param from number of the first line, from 0
     * @param to number of the line after the last
     */
    LineRange(final InputStream in, final long from, final long to) {
        super(in);
        before = from;
        left = to - from;
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left > 0) {
            final int read = super.read(bytes, offset, length);
            if (read < 0) {
                return read;
            }
            int start = offset;
            while (before > 0 && start < offset + read) {
                before -= bytes[start++] == '\n' ? 1 : 0;
            }
            int end = start;
            while (left > 0 && end < offset + read) {
                left -= bytes[end++] == '\n' ? 1 : 0;
            }
            if (end > start) {
                System.arraycopy(bytes, start, bytes, offset, end - start);
                return end - start;
            }
        }
        return -1;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
