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

import java.io.Closeable;
import java.io.IOException;

/** The records of a content, one after the other, each as the bytes of one JSON value. Not safe for several threads. */
public interface RecordLines extends Closeable {

    /**
     * Moves to the next record.
     *
     * @return false at the end of the content
     * @throws UnloadableContentException if the content is not what it should be, so that no record can be told from another
     * @throws IOException if the content could not be read
     */
    boolean advance() throws IOException, UnloadableContentException;

    /**
     * The bytes that hold the record, from {@link #offset()} for {@link #length()} bytes, until the next call. No line break is
     * among them.
     */
    byte[] bytes();

    int offset();

    int length();

    /** Where in the content the record is, for messages: {@code line 7}. */
    String place();
}
