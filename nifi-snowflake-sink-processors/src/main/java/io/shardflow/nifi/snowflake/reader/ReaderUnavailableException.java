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

import io.shardflow.nifi.kinesis.reader.ReaderFailures;
import java.io.IOException;

/** The Record Reader needs something beside the content, such as a schema registry, that does not answer now, or not as it should. */
public final class ReaderUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    ReaderUnavailableException(final Throwable cause) {
        super(
                "the Record Reader does not reach what it needs (" + ReaderFailures.kinds(cause)
                        + "); check the schema registry, whether it is there and answers, and how the reader's services connect to it",
                cause);
    }
}
