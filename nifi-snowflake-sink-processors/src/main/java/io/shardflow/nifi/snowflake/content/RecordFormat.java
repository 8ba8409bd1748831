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

/** How records are written in a content. */
@FunctionalInterface
public interface RecordFormat {

    /** One JSON object per line. */
    RecordFormat JSON_LINES = JsonLines::new;

    /**
     * Begins to read.
     *
     * @param in the content, which stays the caller's to close
     * @param longest bytes of a record that is given out, at most: a content with a longer one is refused
     * @throws UnloadableContentException if it is not of this format
     * @throws IOException if it could not be read
     */
    RecordLines open(InputStream in, int longest) throws IOException, UnloadableContentException;
}
