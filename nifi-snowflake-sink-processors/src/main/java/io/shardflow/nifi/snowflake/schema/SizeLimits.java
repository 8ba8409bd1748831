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

/**
 * What the account takes of one value. Snowflake's limit is on its own form of a VARIANT, which nobody can compute from
 * outside and which may be a little larger or smaller than the JSON text; what passes here may still be refused there.
 *
 * @param bytes of a VARIANT, a VARCHAR, or a whole record
 */
public record SizeLimits(int bytes) {

    /** The limit of every account. */
    public static final SizeLimits STANDARD = new SizeLimits(16 * 1024 * 1024);

    /** The limit of accounts with Snowflake's behavior change 2025_03. */
    public static final SizeLimits LARGEST = new SizeLimits(128 * 1024 * 1024);

    public SizeLimits {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit is positive");
        }
    }

    /** Characters of the VARCHAR column that is made or widened for a text of that many. */
    int columnLength(final int characters) {
        return characters <= ColumnType.DEFAULT_TEXT_LENGTH
                ? ColumnType.DEFAULT_TEXT_LENGTH
                : Math.max(bytes, characters);
    }
}
