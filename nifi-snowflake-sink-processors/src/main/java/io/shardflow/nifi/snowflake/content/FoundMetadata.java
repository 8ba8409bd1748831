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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The metadata of a record that cannot be loaded, as far as it can be read.
 *
 * @param partitionKey null if the record has none
 */
record FoundMetadata(ScannedRecord.Identity identity, String partitionKey) {

    /**
     * Looks for the metadata in what may be no JSON, or no UTF-8: up to the end of the metadata field it has to be.
     *
     * @return empty if there is none that gives a position
     */
    static Optional<FoundMetadata> search(
            final byte[] bytes, final int offset, final int length, final String metadataField) {
        try (JsonParser parser = RecordParsers.of(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final boolean wanted = parser.currentName().equalsIgnoreCase(metadataField);
                final JsonToken value = parser.nextToken();
                if (wanted) {
                    final MetadataReader reader = new MetadataReader(true);
                    reader.read(parser, value);
                    return Optional.ofNullable(reader.identity())
                            .map(identity -> new FoundMetadata(identity, reader.partitionKey()));
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (final IOException e) {
            return Optional.empty();
        }
    }
}
