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
package io.shardflow.nifi.snowflake.schema;

/** The forms of ISO 8601 that are taken for a date or a time. */
enum IsoForm {
    /** {@code 2026-11-25} */
    DATE,
    /** {@code 10:15}, {@code 10:15:30.123} */
    TIME,
    /** {@code 2026-11-25T10:15:30.123}: no offset, so no instant. */
    LOCAL,
    /** {@code 2026-11-25T10:15:30.123+01:00} or {@code Z}. */
    OFFSET,
    /** Anything else. */
    OTHER
}
