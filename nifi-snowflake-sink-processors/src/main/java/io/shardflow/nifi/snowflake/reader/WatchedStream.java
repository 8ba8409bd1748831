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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells a content that could not be read from one that a reader does not understand, which both end in exceptions of it. */
final class WatchedStream extends FilterInputStream {

    private Exception failure;
    private boolean untouched = true;

    WatchedStream(final InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        untouched = false;
        try {
            return super.read();
        } catch (final IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        untouched = false;
        try {
            return super.read(bytes, offset, length);
        } catch (final IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Does nothing: the content is its owner's to close. */
    @Override
    public void close() {
        // See above.
    }

    @Override
    public long skip(final long bytes) throws IOException {
        untouched = false;
        try {
            return super.skip(bytes);
        } catch (final IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Whether nobody has tried to read it. */
    boolean isUntouched() {
        return untouched;
    }

    /**
     * Ends with the content's own exception if it had one.
     *
     * @throws IOException if the content could not be read
     */
    void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
