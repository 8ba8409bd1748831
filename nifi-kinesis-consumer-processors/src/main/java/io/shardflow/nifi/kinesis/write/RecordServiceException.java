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
package io.shardflow.nifi.kinesis.write;

/**
 * A Record Reader or Writer lacks something beside the records, such as a schema registry that does not answer: the batch has to be
 * tried again. No ProcessException, after which NiFi would trigger again at once; after any other it waits for its Administrative
 * Yield Duration, 30 seconds.
 */
final class RecordServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordServiceException(final String message) {
        super(message);
    }
}
