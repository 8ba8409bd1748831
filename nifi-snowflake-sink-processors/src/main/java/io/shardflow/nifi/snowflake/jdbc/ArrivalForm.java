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

/** How a statement reads the arrivals of the target's rows. */
enum ArrivalForm {
    /** Cast straight to a number, which leaves Snowflake the statistics of the path: an error if a row has something else there. */
    NUMBER {
        @Override
        String of(final MetadataSql metadata, final String alias) {
            return metadata.arrivalNumber(alias);
        }
    },
    /** Through text: what is no number is NULL, and Snowflake prunes nothing. */
    TEXT {
        @Override
        String of(final MetadataSql metadata, final String alias) {
            return metadata.arrival(alias);
        }
    };

    /** The arrival in milliseconds, an expression of type NUMBER. */
    abstract String of(MetadataSql metadata, String alias);
}
