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
package io.shardflow.nifi.snowflake.jdbc;

/**
 * A row of an error table.
 *
 * @param place where it stands in the order in which the table is read
 * @param metadata the metadata column as JSON text
 * @param raw the column RAW as text; may be null
 */
public record ErrorRow(Place place, String metadata, String raw) {

    /**
     * Sorts as text, part by part.
     *
     * @param position in the form that sorts like the position
     */
    public record Place(String stream, String shardId, String position) {

        /** For a message: a place in the stream, which names a record without anything of it. */
        @Override
        public String toString() {
            return stream + "/" + shardId + " at "
                    + MetadataSql.position(position).map(Object::toString).orElse("no position");
        }
    }
}
