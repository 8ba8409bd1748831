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
import io.shardflow.nifi.snowflake.content.UnloadableContentException;

/** What is told of a content that a Record Reader cannot read. */
final class ReaderFaults {

    private ReaderFaults() {}

    /**
     * Says why the content cannot be loaded.
     *
     * @param place where in the content
     * @param untouched whether nothing of the content has been read
     * @throws ReaderUnavailableException if the content may be all right
     */
    static UnloadableContentException unloadable(final String place, final Throwable thrown, final boolean untouched)
            throws ReaderUnavailableException {
        if (ReaderFailures.isOutage(thrown, untouched)) {
            throw new ReaderUnavailableException(thrown);
        }
        final String kinds = ReaderFailures.kinds(thrown);
        if (ReaderFailures.findsNoSchema(thrown)) {
            return new UnloadableContentException(place + ": the Record Reader finds no schema (" + kinds
                    + "); check its 'Schema Access Strategy' and what that relies on, attributes of the FlowFile or a schema"
                    + " registry, then send the FlowFile here again");
        }
        return new UnloadableContentException(place + ": the Record Reader cannot read it (" + kinds
                + "), and nothing of the FlowFile was loaded; check that the reader is one for this content and its schema"
                + " fits, as NiFi's ValidateRecord does, then send the FlowFile here again");
    }
}
